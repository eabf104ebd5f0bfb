using System.Globalization;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.AspNetCore.Tests;

/// <summary>
/// Handlers that are written for Kestrel, in an assembly that knows nothing of this project: the same where they run, and with the same ends
/// as any other handler.
/// </summary>
public sealed class ConnectionHandlerTests(ITestOutputHelper output, SharedServers servers) : DialogueContract(output), IClassFixture<SharedServers>
{
    private const string HalfClosing = "half-closing";

    private static readonly string[] Services =
    [
        Service(Dialogue, "DialogueHandler"),
        Service(Impatient, "DialogueHandler", "limits.idle-timeout = 2s"),
        Service(HalfClosing, "HalfClosingHandler"),
        Service(Ticking, "TickingHandler"),
    ];

    /// <summary>The models that run them, and both ways of the bytes to a process.</summary>
    public static readonly TheoryData<string> Models = ["event", "process", "process+relay"];

    [Theory]
    [MemberData(nameof(Models))]
    public Task It_answers_and_its_client_gets_all_whichever_side_closes_first(string model) => AnswersAndItsClientGetsAllAsync(model);

    [Theory]
    [MemberData(nameof(Models))]
    public Task One_that_throws_costs_its_client_a_reset_and_is_quoted(string model) => ThrowsAndIsQuotedAsync(model);

    [Theory]
    [MemberData(nameof(Models))]
    public async Task One_that_aborts_resets_its_client_and_has_not_failed(string model)
    {
        var server = await ServerAsync(model);
        var client = await ConnectAsync(server.Listening[Dialogue]);
        await client.SendAsync("abort\n");
        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        Assert.Equal("handler-closed", (await server.ClosingRecordAsync(client)).Reason);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task So_does_one_that_aborts_when_its_client_has_sent_all(string model)
    {
        var server = await ServerAsync(model);
        var client = await ConnectAsync(server.Listening[Dialogue]);
        await client.SendAsync("abort at the end\nline\n");
        Assert.Equal("half", await client.ReadLineAsync());
        client.EndSending();
        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        Assert.Equal("handler-closed", (await server.ClosingRecordAsync(client)).Reason);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public Task One_that_waits_for_its_client_or_for_anything_else_is_ended_when_its_client_is_cut_off(string model) => IsEndedWhenItsClientIsCutOffAsync(model);

    [Theory]
    [MemberData(nameof(Models))]
    public Task A_client_that_resets_ends_it(string model) => IsEndedByAResetAsync(model);

    [Theory]
    [MemberData(nameof(Models))]
    public Task It_writes_while_it_waits_for_its_client(string model) => WritesWhileItWaitsAsync(model);

    [Theory]
    [InlineData("event")]
    [InlineData("process")]
    public async Task One_that_ends_its_output_goes_on_reading(string model)
    {
        var server = await ServerAsync(model);
        var client = await ConnectAsync(server.Listening[HalfClosing]);
        Assert.Equal("all I know\n", await client.ReadTextToEndAsync());
        await client.SendAsync("thanks\n");
        client.EndSending();
        Assert.Equal("handler-closed", (await server.ClosingRecordAsync(client)).Reason);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task It_knows_its_connection_by_the_id_of_the_records(string model)
    {
        var server = await ServerAsync(model);
        var client = await ConnectAsync(server.Listening[Dialogue]);
        var answer = await client.AskAsync("whoami");
        client.EndSending();
        var record = await server.ClosingRecordAsync(client);
        var runsHere = answer.EndsWith($"pid={server.Pid}", StringComparison.Ordinal);
        Assert.StartsWith($"id={record["id"]} peer={client.Address} local=127.0.0.1:{server.Listening[Dialogue]} ", answer, StringComparison.Ordinal);
        Assert.Equal(model == "event", runsHere);
    }

    [Fact]
    public async Task In_event_it_stays_on_the_threads_of_its_dispatcher_whatever_it_awaits()
    {
        var server = await ServerAsync("event");
        var client = await ConnectAsync(server.Listening[Dialogue]);
        for (var i = 0; i < 20; i++)
            Assert.DoesNotContain(".NET TP Worker", await client.AskAsync("threads"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_worker_with_many_clients_each_may_block_a_thread_of_the_pool()
    {
        const int Clients = 50;
        var several = $"\nactor-server.backends.process {{ clients-at-once = {Clients}, clients-per-worker = 0, max-workers = 2 }}\n";
        var server = await StartProfileAsync(Profile("process", [Service(Dialogue, "DialogueHandler")]) + several, services: 1);
        var atOnce = await (await ConnectAsync(server)).AskAsync("pool");
        Assert.InRange(int.Parse(atOnce, CultureInfo.InvariantCulture), Clients + 1, int.MaxValue);
    }

    [Theory]
    [InlineData("inline")]
    [InlineData("thread")]
    public async Task Where_handlers_have_a_thread_it_is_an_error_of_the_configuration(string model)
    {
        var run = await ServerRun.ToEndAsync(Deadlines.Start, ServerArguments.For(Keep(new ProfileFile(Profile(model, Services)))));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is a ConnectionHandler, which has no thread of its own", run.Errors[^1], StringComparison.Ordinal);
        Assert.EndsWith("event or process", run.Errors[^1].TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task In_a_drain_it_is_asked_to_end_and_ends_in_its_own_time(string model)
    {
        var server = await StartProfileAsync(Profile(model, [Service(Dialogue, "DialogueHandler")]), services: 1, model);
        var client = await ConnectAsync(server);
        Assert.Equal("before", await client.AskAsync("before"));
        await client.SendAsync("drain\n");

        server.Send(Signal.Terminate);

        Assert.Equal("draining", await client.ReadLineAsync());
        Assert.Equal("after", await client.AskAsync("after"));
        client.EndSending();
        Assert.Equal(ConnectionEnd.Finished, await client.EndAsync());
        Assert.Equal(0, await server.WaitForExitAsync(Deadlines.End));
    }

    [Theory]
    [InlineData("event")]
    [InlineData("process")]
    [InlineData("process+server")]
    public async Task Over_TLS_it_sees_what_was_agreed_on(string model)
    {
        var files = Keep(new TlsFiles());
        var server = await StartProfileAsync(Profile(model, [Service(Dialogue, "DialogueHandler", files.Block(model))]), services: 1);
        using var client = await TlsClient.ConnectAsync(server.Port, files.Authority.Pem);
        Assert.Equal("hello", await client.AskAsync("hello"));
        Assert.Equal("True", await client.AskAsync("tls"));
        await client.SendAsync("return\n");
        Assert.Equal("good bye\n", await client.ReadToEndAsync());
    }

    private static string Service(string name, string type, string more = "") =>
        $"{name} {{ handler.type = \"ActorServer.AspNetCore.Plugin.{type}, ActorServer.AspNetCore.Plugin\"\n{more} }}";

    private static string Profile(string model, string[] services) =>
        $$"""
        actor-server.service-defaults { isolation = {{Variant.Isolation(model)}}, listen.port = 0, handler.path = "{{BuiltOutput.Plugin}}" }
        actor-server.backends.process.spare-workers = 1
        actor-server.services {
          {{string.Join('\n', services)}}
        }
        """;

    private protected override async Task<ServerProcess> ServerAsync(string model) => Follow(await servers.OfAsync(model, Profile(model, Services), Services.Length));
}
