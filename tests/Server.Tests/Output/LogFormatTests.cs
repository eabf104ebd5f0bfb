using System.Text.Json;
using ActorServer.Server.Connections;
using ActorServer.Server.Output;
using ActorServer.Server.Tests.Workers;
using ActorServer.Serving.Services;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Tests.Output;

public sealed class LogFormatTests
{
    private readonly PlayedDescriptor _descriptor = new();

    [Fact]
    public void Text_is_a_line_with_time_level_and_category()
    {
        var line = Written(LogFormatKind.Text, log => log.Opened("c-1", "default", "127.0.0.1:9", "", "thread"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info: ActorServer\[1\] opened: id=c-1 service=default peer=127.0.0.1:9 isolation=thread\n$", line);
    }

    [Fact]
    public void Text_takes_no_memory_beyond_the_message_itself()
    {
        var writer = new OutputWriter("test", _descriptor, _ => { });
        using var provider = new StreamLoggerProvider(writer, LogFormats.Text, LogControl.Everything(), new WarningsLog(TimeProvider.System));
        var log = provider.CreateLogger("ActorServer");
        // Few enough for the output's first buffer, which would grow on this thread.
        Write(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Write(100);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        writer.Close(Children.Patience);

        void Write(int times)
        {
            for (var i = 0; i < times; i++)
                log.Log(LogLevel.Information, 1, "opened: id=c-1", null, static (text, _) => text);
        }
    }

    [Theory]
    [InlineData(LogLevel.Trace, 7)]
    [InlineData(LogLevel.Debug, 7)]
    [InlineData(LogLevel.Information, 6)]
    [InlineData(LogLevel.Warning, 4)]
    [InlineData(LogLevel.Error, 3)]
    [InlineData(LogLevel.Critical, 2)]
    public void Systemd_begins_with_the_priority_and_has_no_time(LogLevel level, int priority) =>
        Assert.Equal($"<{priority}>ActorServer[0] two  lines\n", Written(LogFormatKind.Systemd, log => log.Log(level, 0, "two\r\nlines", null, (text, _) => text)));

    [Fact]
    public void Json_has_the_fields_of_a_record_by_their_names()
    {
        var json = Json(log => log.Closed(
            "c-7", "default", "[2001:db8::1]:4713", " proxy=10.0.0.1:5", "worker-died", 1203, 12, 340,
            " tls=1.3 sni=a.example truncated=yes worker=7 pid=812 exit=signal:9 stderr=\"a \\\"b\\\" = \\u001b\\n\" error=\"\""));
        Assert.Equal("info ActorServer 2", $"{json.GetProperty("level")} {json.GetProperty("category")} {json.GetProperty("event")}");
        Assert.StartsWith("closed: id=c-7 ", json.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", json.GetProperty("time").GetString());
        Assert.Equal(
            ["time", "level", "category", "event", "message", "id", "service", "peer", "proxy", "reason", "durationMs", "in", "out", "tls", "sni", "truncated", "worker", "pid", "exit", "stderr", "error"],
            json.EnumerateObject().Select(field => field.Name));
        Assert.Equal((1203, 12, 340, 7, 812), (Number("durationMs"), Number("in"), Number("out"), Number("worker"), Number("pid")));
        Assert.Equal(("c-7", "10.0.0.1:5", "a \"b\" = \u001b\n", ""), (Text("id"), Text("proxy"), Text("stderr"), Text("error")));

        long Number(string name) => json.GetProperty(name).GetInt64();

        string Text(string name) => json.GetProperty(name).GetString()!;
    }

    [Fact]
    public void Json_has_no_field_for_what_a_record_does_not_say()
    {
        var json = Json(log => log.Refused("default", "127.0.0.1:9", "", "full", " suppressed=5"));
        Assert.Equal(["service", "peer", "reason", "suppressed"], json.EnumerateObject().Skip(5).Select(field => field.Name));
        Assert.Equal(5, json.GetProperty("suppressed").GetInt64());
    }

    [Fact]
    public void Json_takes_what_other_messages_are_made_of()
    {
#pragma warning disable CA1848, CA2254, CA2017
        var json = Json(log => log.LogWarning(new InvalidOperationException("why\nso"), "worker: worker={Worker} stdout={Line} a {LastName} {Message} {Worker}", 3L, "\"a\\tb\"", "x", "m", 4L));
#pragma warning restore CA1848, CA2254, CA2017
        Assert.Equal((3, "a\tb", "x"), (json.GetProperty("worker").GetInt64(), json.GetProperty("stdout").GetString(), json.GetProperty("lastName").GetString()));
        Assert.StartsWith("worker: worker=3", json.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("why\nso", json.GetProperty("exception").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(LogFormatKind.Text), " info: ActorServer[0] said service=default connection=c-7 scope=\"a => b\" System.IO.InvalidDataException: torn\n")]
    [InlineData(nameof(LogFormatKind.Systemd), "<6>ActorServer[0] said service=default connection=c-7 scope=\"a => b\" System.IO.InvalidDataException: torn\n")]
    [InlineData(nameof(LogFormatKind.Json), "\"message\":\"said\",\"service\":\"default\",\"connection\":\"c-7\",\"scope\":\"a => b\",\"exception\":\"System.IO.InvalidDataException: torn\"}\n")]
    public void What_a_handler_logs_names_its_connection_and_its_scopes(string kind, string line) => Assert.EndsWith(line, Written(
        Enum.Parse<LogFormatKind>(kind),
        log =>
        {
            using var outer = log.BeginScope("of somebody above");
            using var connection = log.BeginScope(new ConnectionLogScope("default", "c-7"));
            using var scope = log.BeginScope("a");
            using var inner = log.BeginScope("b");
            log.Log(LogLevel.Information, 0, "said", new InvalidDataException("torn"), (text, _) => text);
        }), StringComparison.Ordinal);

    [Fact]
    public void A_record_that_names_its_connection_itself_does_not_name_it_twice() => Assert.EndsWith(
        " ActorServer[0] said\n",
        Written(
            LogFormatKind.Text,
            log =>
            {
                using var outer = log.BeginScope(new ConnectionLogScope("default", "c-6"));
                using var connection = log.BeginScope(new ConnectionLogScope("default", "c-7") { IsInRecord = true });
                log.Log(LogLevel.Information, 0, "said", null, (text, _) => text);
            }),
        StringComparison.Ordinal);

    [Fact]
    public void Scopes_of_others_are_their_own_business() => Assert.EndsWith(
        " ActorServer[0] said\n",
        Written(
            LogFormatKind.Text,
            log =>
            {
                using var scope = log.BeginScope("request 7");
                log.Log(LogLevel.Information, 0, "said", null, (text, _) => text);
            }),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("half a pair \ud800 here")]
    [InlineData("line\u2028separator \u0000 zero")]
    [InlineData("äöü 😀 \u001b[2J")]
    public void Json_is_one_line_whatever_is_said(string text)
    {
        var json = Json(log => log.Log(LogLevel.Error, 0, text, null, (said, _) => said));
        Assert.Equal(text.Replace("\ud800 ", "\ufffd ", StringComparison.Ordinal), json.GetProperty("message").GetString());
    }

    [Fact]
    public void A_text_cut_anywhere_gives_fields_without_a_fault()
    {
        const string All = " worker=7 pid=812 exit=signal:9 stderr=\"a \\\"b\\\" \\u001b \\\\\"";
        for (var length = 0; length < All.Length; length++)
            Assert.All(RecordFields.InText(All[..length]), field => Assert.NotEqual("", field.Key));
    }

    private JsonElement Json(Action<ILogger> act)
    {
        var line = Written(LogFormatKind.Json, act);
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        return JsonDocument.Parse(line).RootElement;
    }

    private string Written(LogFormatKind kind, Action<ILogger> act)
    {
        var writer = new OutputWriter("test", _descriptor, _ => { });
        using var logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new StreamLoggerProvider(writer, LogFormats.Of(kind))));
        act(logs.CreateLogger("ActorServer"));
        writer.Close(Children.Patience);
        return _descriptor.Written;
    }
}
