using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Stream handlers: a user's, the same in every model and on both ways of the bytes, and one that blocks, where it may.</summary>
public sealed class StreamHandlerTests(ITestOutputHelper output, SharedServers servers) : DialogueContract(output), IClassFixture<SharedServers>
{
    private const string Chaos = "stream-chaos";

    private static readonly string[] OfThePlugin =
    [
        $"{Dialogue} {{ handler.type = \"{BuiltOutput.PluginType("DialogueHandler")}\" }}",
        $"{Impatient} {{ handler.type = \"{BuiltOutput.PluginType("DialogueHandler")}\", limits.idle-timeout = 2s }}",
        $"{Ticking} {{ handler.type = \"{BuiltOutput.PluginType("DuplexHandler")}\" }}",
    ];

    private static readonly string OwnOneThatBlocks = $"{Chaos} {{ handler {{ type = {Chaos}, path = \"\" }} }}";

    /// <summary>The models, both ways of the bytes to a process, and a client that another node serves.</summary>
    public static readonly TheoryData<string> Models = ["inline", "event", "thread", "process", "process+relay", "process+elsewhere"];

    [Theory]
    [MemberData(nameof(Models))]
    public Task It_answers_and_its_client_gets_all_whichever_side_closes_first(string model) => AnswersAndItsClientGetsAllAsync(model);

    [Theory]
    [MemberData(nameof(Models))]
    public Task One_that_throws_costs_its_client_a_reset_and_is_quoted(string model) => ThrowsAndIsQuotedAsync(model);

    [Theory]
    [MemberData(nameof(Models))]
    public async Task One_that_waits_for_its_client_or_for_anything_else_is_ended_when_its_client_is_cut_off(string model)
    {
        await IsEndedWhenItsClientIsCutOffAsync(model);

        // Nobody would be served if it had not ended.
        if (model == "inline")
            Assert.Equal("next", await (await ConnectAsync((await ServerAsync(model)).Listening[Impatient])).AskAsync("next"));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public Task A_client_that_resets_ends_it(string model) => IsEndedByAResetAsync(model);

    [Theory]
    [MemberData(nameof(Models))]
    public Task A_duplex_one_writes_while_it_waits_for_its_client(string model) => WritesWhileItWaitsAsync(model);

    [Theory]
    [InlineData("inline")]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task It_stays_on_its_thread_whatever_it_awaits_of_its_stream(string model)
    {
        var server = await ServerAsync(model);
        var client = await ConnectAsync(server.Listening[Dialogue]);
        var thread = await client.AskAsync("thread");
        for (var i = 0; i < 50; i++)
            Assert.Equal(thread, await client.AskAsync("thread"));
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task One_that_is_blocked_in_a_write_holds_up_no_other_client_and_its_own_may_leave(string model)
    {
        var server = await ServerAsync(model);
        var (blocked, other) = (await ConnectAsync(server.Listening[Chaos]), await ConnectAsync(server.Listening[Chaos]));
        // More than the kernel holds for a client that does not read.
        await blocked.SendAsync("flood 1GiB\n");
        var before = 0;
        await Eventually.HoldsAsync("it writes no more", Deadlines.Step, () => before == (before = blocked.Available) && before > 0, server.ToString);

        Assert.Equal("hello", await other.AskAsync("echo hello"));

        blocked.Reset();
        Assert.Equal("peer-reset", (await server.ClosingRecordAsync(blocked)).Reason);
    }

    [Theory]
    [InlineData("thread", "throw", "handler-failed")]
    [InlineData("process", "throw", "handler-failed")]
    [InlineData("process", "exit 3", "worker-died")]
    [InlineData("process", "failfast", "worker-died")]
    public async Task One_that_throws_or_ends_its_process_costs_its_own_client_alone_a_reset(string model, string command, string reason)
    {
        var server = await ServerAsync(model);
        var (victim, other) = (await ConnectAsync(server.Listening[Chaos]), await ConnectAsync(server.Listening[Chaos]));
        Assert.Equal("here", await other.AskAsync("echo here"));

        await victim.SendAsync(command + "\n");

        Assert.Equal(ConnectionEnd.Reset, await victim.EndAsync());
        Assert.Equal(reason, (await server.ClosingRecordAsync(victim)).Reason);
        Assert.Equal("still here", await other.AskAsync("echo still here"));
    }

    [Fact]
    public async Task In_a_drain_the_clients_of_stream_handlers_finish_in_their_own_time()
    {
        var server = await StartProfileAsync(ProfileFile.WithHandler("thread", BuiltOutput.PluginType("DialogueHandler"), BuiltOutput.Plugin), services: 1);
        var client = await ConnectAsync(server);
        Assert.Equal("before", await client.AskAsync("before"));
        server.Send(Signal.Terminate);
        await Eventually.HoldsAsync("it drains", Deadlines.Step, () => server.Errors.All.Any(line => line.Contains("draining:", StringComparison.Ordinal)), server.ToString);
        Assert.Equal("after", await client.AskAsync("after"));
        client.EndSending();
        Assert.Equal(ConnectionEnd.Finished, await client.EndAsync());
    }

    private protected override async Task<ServerProcess> ServerAsync(string model)
    {
        string[] services = model is "thread" or "process" ? [.. OfThePlugin, OwnOneThatBlocks] : OfThePlugin;
        return Follow(await servers.OfAsync(model, Profile(model, services), services.Length));
    }

    private static string Profile(string model, string[] services) =>
        $$"""
        actor-server.service-defaults { isolation = {{Variant.Isolation(model)}}, listen.port = 0, handler.path = "{{BuiltOutput.Plugin}}" }
        actor-server.services {
          {{string.Join('\n', services)}}
        }
        """;
}
