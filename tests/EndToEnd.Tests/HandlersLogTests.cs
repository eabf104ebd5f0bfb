using System.Text.Json;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>What a handler logs by the logger that its constructor takes, in the server's log: in every model, of either kind.</summary>
public sealed class HandlersLogTests(ITestOutputHelper output) : ServerTest(output)
{
    private const string Actor = "LoggingHandler";
    private const string OnStream = "LoggingStreamHandler";

    public static TheoryData<string, string> KindsAndModels()
    {
        var all = new TheoryData<string, string>();
        foreach (var variant in new[] { "inline", "event", "thread", "process", "process+relay" })
        {
            all.Add(Actor, variant);
            all.Add(OnStream, variant);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(KindsAndModels))]
    public async Task It_names_the_connection_and_in_a_worker_the_worker(string handler, string variant)
    {
        var server = await StartWithAsync(handler, variant);
        var client = await ConnectAsync(server);
        Assert.Equal("hello", await client.AskAsync("hello"));

        var line = await server.LoggedAsync("said hello");
        client.EndSending();
        var record = await server.ClosingRecordAsync(client);
        Assert.EndsWith(
            variant.StartsWith("process", StringComparison.Ordinal)
                ? $" warn: ActorServer.EndToEnd.Plugin.{handler}.(worker)[17] worker: service=default worker={record["worker"]} pid={record["pid"]} connection={record.Id} scope=\"word 1\" log=\"said hello\""
                : $" warn: ActorServer.EndToEnd.Plugin.{handler}[17] said hello service=default connection={record.Id} scope=\"word 1\"",
            line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task In_json_all_of_it_is_in_fields(string variant)
    {
        var server = await StartWithAsync(Actor, variant, "log { format = json }");
        var client = await ConnectAsync(server);
        Assert.Equal("fail \"here\"", await client.AskAsync("fail \"here\""));

        var json = JsonDocument.Parse(await server.LoggedAsync("failed at")).RootElement;
        Assert.Equal(("error", 18, "default", "c-1", "word 1"), (Text("level"), json.GetProperty("event").GetInt32(), Text("service"), Text("connection"), Text("scope")));
        Assert.Contains("System.IO.InvalidDataException: torn\n", Text("exception"), StringComparison.Ordinal);
        Assert.Contains("LoggedWords.Thrown()", Text("exception"), StringComparison.Ordinal);
        if (variant == "process")
            Assert.Equal(("failed at fail \"here\"", 1, true), (Text("log"), json.GetProperty("worker").GetInt32(), json.GetProperty("pid").GetInt32() > 0));

        string Text(string name) => json.GetProperty(name).GetString()!;
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task The_levels_of_its_category_decide(string variant)
    {
        var server = await StartWithAsync(Actor, variant, """log.levels { "ActorServer.EndToEnd.Plugin" = debug }""");
        var client = await ConnectAsync(server);
        Assert.Equal("detail", await client.AskAsync("detail"));
        Assert.Contains(" dbug: ", await server.LoggedAsync("looked at detail"), StringComparison.Ordinal);

        var quiet = await StartWithAsync(Actor, variant);
        var other = await ConnectAsync(quiet);
        Assert.Equal("detail", await other.AskAsync("detail"));
        Assert.Equal("hello", await other.AskAsync("hello"));
        await quiet.LoggedAsync("said hello");
        Assert.DoesNotContain(quiet.Errors.All, line => line.Contains("looked at", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_last_that_a_worker_logs_before_it_dies_is_not_lost()
    {
        var server = await StartWithAsync(Actor, "process");
        var client = await ConnectAsync(server);
        await client.SendAsync("die\n");
        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        Assert.Equal("worker-died", (await server.ClosingRecordAsync(client)).Reason);
        Assert.Contains(" crit: ", await server.LoggedAsync("last die"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_logs_without_end_is_held_up_by_itself_and_goes_on()
    {
        var server = await StartWithAsync(Actor, "process");
        var flooding = await ConnectAsync(server);
        await flooding.SendAsync("flood\n");
        await server.LoggedAsync("said flood");

        // Meanwhile others are served and logged.
        var client = await ConnectAsync(server);
        Assert.Equal("hello", await client.AskAsync("hello"));
        await server.LoggedAsync("said hello");
    }

    [Fact]
    public async Task What_is_logged_through_Akka_arrives_in_the_same_way()
    {
        var server = await StartWithAsync(Actor, "process");
        var client = await ConnectAsync(server);
        Assert.Equal("akka here", await client.AskAsync("akka here"));
        Assert.Matches(@" warn: ActorServer\.EndToEnd\.Plugin\.LoggingHandler\.\(worker\)\[0\] worker: service=default worker=1 pid=\d+ connection=c-1 log=""akka here""$", await server.LoggedAsync("akka here"));
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task A_handler_that_asks_for_what_nobody_registers_is_a_wrong_setting(string variant)
    {
        var file = Keep(new ProfileFile(Profile("AskingHandler", variant, "")));
        var run = await ServerRun.ToEndAsync(Deadlines.Start, ServerArguments.For(file));

        Assert.True(run.ExitCode == 2, run.ToString());
        Assert.Empty(run.Output);
        Assert.Contains("service default: handler ActorServer.EndToEnd.Plugin.AskingHandler: no service for TimeProvider (parameter clock)", Assert.Single(run.Errors), StringComparison.Ordinal);
    }

    private Task<ServerProcess> StartWithAsync(string handler, string variant, string more = "") =>
        StartProfileAsync(Profile(handler, variant, more), services: 1, variant);

    private static string Profile(string handler, string variant, string more) => $$"""
        actor-server {
          services.default {
            listen.port = 0
            isolation = {{Variant.Isolation(variant)}}
            handler { type = "{{BuiltOutput.PluginType(handler)}}", path = "{{BuiltOutput.Plugin}}" }
          }
          {{more}}
        }
        """;
}
