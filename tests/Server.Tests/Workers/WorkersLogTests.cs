using System.Collections.Concurrent;
using ActorServer.Protocol.Logs;
using ActorServer.Server.Output;
using ActorServer.Server.Tests.Output;
using ActorServer.Server.Workers;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Tests.Workers;

public sealed class WorkersLogTests : IDisposable
{
    private const int Warning = (int)LogLevel.Warning;

    private readonly PlayedDescriptor _descriptor = new();
    private readonly LogControl _levels = new(LogLevel.Information, [new("Chatty", LogLevel.Debug), new("Quiet", LogLevel.Error)]);
    private readonly ILoggerFactory _logs;
    private readonly OutputWriter _writer;
    private readonly WorkersLog _log;

    public WorkersLogTests()
    {
        _writer = new OutputWriter("test", _descriptor, _ => { });
        _logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new StreamLoggerProvider(_writer, LogFormats.Text, _levels)));
        _log = new WorkersLog("default", _logs, () => _levels.Least);
    }

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void An_entry_is_a_record_with_worker_process_and_connection()
    {
        _log.Write(7, 812, new LogEntry(Warning, "A.B", 12, "served \"anna\"") { Scopes = "outer => inner" }, "c-42");
        Assert.Matches(
            """^\S+ warn: A\.B\.\(worker\)\[12\] worker: service=default worker=7 pid=812 connection=c-42 scope="outer => inner" log="served \\"anna\\""\n$""", Written());
    }

    [Fact]
    public void As_JSON_each_is_a_field_once()
    {
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(new StreamLoggerProvider(_writer, LogFormats.Of(LogFormatKind.Json), _levels)));
        new WorkersLog("default", logs, () => _levels.Least).Write(7, 812, new LogEntry(Warning, "A.B", 12, "served \"anna\"") { Scopes = "outer => inner" }, "c-42");
        Assert.EndsWith(
            """
            "category":"A.B.(worker)","event":12,"message":"worker: service=default worker=7 pid=812 connection=c-42 scope=\"outer => inner\" log=\"served \\\"anna\\\"\"",
            "service":"default","worker":7,"pid":812,"connection":"c-42","scope":"outer => inner","log":"served \"anna\""}
            """.ReplaceLineEndings("") + "\n",
            Written(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("c-42", "outer => inner", "Service=default Worker=7 Pid=812 Connection=c-42 Scope=\"outer => inner\" Log=\"m\"", "Service=default Connection=c-42")]
    [InlineData("c-42", null, "Service=default Worker=7 Pid=812 Connection=c-42 Log=\"m\"", "Service=default Connection=c-42")]
    [InlineData(null, "outer => inner", "Service=default Worker=7 Pid=812 Scope=\"outer => inner\" Log=\"m\"", "")]
    [InlineData(null, null, "Service=default Worker=7 Pid=812 Log=\"m\"", "")]
    public void For_the_log_of_an_application_each_is_data_and_the_connection_is_a_scope(string? connection, string? scopes, string fields, string scope)
    {
        using var seen = new Seen();
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(seen));
        new WorkersLog("default", logs, () => LogLevel.Trace).Write(7, 812, new LogEntry(Warning, "A", 0, "m") { Scopes = scopes }, connection);
        Assert.Equal((fields, scope), Assert.Single(seen.Entries));
    }

    [Fact]
    public void An_exception_stays_in_its_record_with_all_its_lines()
    {
        _log.Write(7, 812, new LogEntry(Warning, "A", 0, "failed") { Exception = "E: why\n2026-01-01T00:00:00.000Z info: ActorServer[2] closed: id=c-1\n   at B.C()" }, null);
        Assert.EndsWith("""log="failed" E: why    2026-01-01T00:00:00.000Z info: ActorServer[2] closed: id=c-1    at B.C()""" + "\n", Written(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ActorServer", "ActorServer.(worker)")]
    [InlineData("", "(worker)")]
    [InlineData("A[1] b\n\u001b[2J", "A?1??b???2J.(worker)")]
    [InlineData("A.", "A.(worker)")]
    public void A_category_is_marked_and_cannot_be_taken_for_another(string said, string shown)
    {
        _log.Write(7, 812, new LogEntry(Warning, said, 0, "m"), null);
        Assert.Contains($" warn: {shown}[0] worker: ", Written(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_levels_of_a_category_are_those_of_its_entries()
    {
        _log.Write(7, 812, new LogEntry((int)LogLevel.Debug, "A", 0, "not"), null);
        _log.Write(7, 812, new LogEntry((int)LogLevel.Debug, "Chatty.One", 0, "this"), null);
        _log.Write(7, 812, new LogEntry(Warning, "Quiet", 0, "nor"), null);
        Assert.Contains("log=\"this\"", Assert.Single(Written().Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Equal(LogLevel.Debug, _log.Least);
    }

    [Fact]
    public void So_many_categories_are_told_apart_and_no_more()
    {
        var made = new ConcurrentDictionary<string, bool>();
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(new Counting(made)));
        var log = new WorkersLog("default", logs, () => LogLevel.Trace);
        for (var i = 0; i < WorkersLog.MostCategories + 50; i++)
            log.Write(7, 812, new LogEntry(Warning, $"A{i}", 0, "m"), null);
        Assert.Equal(WorkersLog.MostCategories + 1, made.Count);
        Assert.True(made.ContainsKey(WorkersLog.Mark));
    }

    [Fact]
    public void What_a_worker_says_is_bounded()
    {
        _log.Write(7, 812, new LogEntry(Warning, new string('a', 5_000), 0, new string('b', 50_000)) { Scopes = new string('c', 50_000), Exception = new string('d', 50_000) }, null);
        Assert.InRange(Written().Length, 1_000, 16_000);
    }

    private string Written()
    {
        _writer.Close(Children.Patience);
        return _descriptor.Written;
    }

    /// <summary>The data of each entry, and that of its scopes.</summary>
    private sealed class Seen : ILoggerProvider, ILogger, ISupportExternalScope
    {
        private IExternalScopeProvider _scopes = null!;

        public List<(string Fields, string Scopes)> Entries { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scopes = new List<string>();
            _scopes.ForEachScope((scope, all) => all.Add(Text(scope)), scopes);
            Entries.Add((Text(state), string.Join(" | ", scopes)));
        }

        public void Dispose()
        {
        }

        private static string Text(object? data) => string.Join(
            ' ', Assert.IsAssignableFrom<IEnumerable<KeyValuePair<string, object?>>>(data).Where(field => field.Key != "{OriginalFormat}").Select(field => $"{field.Key}={field.Value}"));
    }

    private sealed class Counting(ConcurrentDictionary<string, bool> made) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName)
        {
            made[categoryName] = true;
            return Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
        }

        public void Dispose()
        {
        }
    }
}
