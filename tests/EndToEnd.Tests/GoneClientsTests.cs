using System.Diagnostics;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>
/// A client that closes and one that half-closes send the same. The one is gone, and the process of a handler that hangs must
/// go with it; the other waits for its answer.
/// </summary>
public sealed class GoneClientsTests(ITestOutputHelper output) : ServerTest(output)
{
    private static readonly TimeSpan FoundWithin = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Handlers_that_hang_after_their_clients_have_closed_do_not_block_the_pool_and_one_that_has_half_closed_gets_its_answer()
    {
        var server = await StartAsync(
            "process", "chaos", "backends.process.max-workers=4", "backends.process.kill-timeout=1s", "services.default.limits.queue-timeout=0s",
            "services.default.limits.peer-closed-timeout=0s", "services.default.listen.keep-alive=0s", "shutdown.drain-timeout=0s");
        var halfClosing = await ConnectAsync(server);
        // Beyond the first probe.
        await halfClosing.SendAsync("block 13s\n");
        halfClosing.EndSending();
        var leaving = await ConnectAsync(server, 3);
        foreach (var client in leaving)
        {
            Assert.StartsWith("pid=", await client.AskAsync("whoami"), StringComparison.Ordinal);
            await client.SendAsync("block 1h\n");
        }

        var waiting = await ConnectAsync(server);
        foreach (var client in leaving)
            client.CloseAndBeForgottenSoon();

        Assert.StartsWith("pid=", await waiting.AskAsync("whoami"), StringComparison.Ordinal);
        foreach (var client in leaving)
            Assert.Equal("peer-reset", (await server.ClosingRecordAsync(client)).Reason);
        Assert.Equal("ok\n", await halfClosing.ReadTextToEndAsync());
        Assert.Equal("peer-closed", (await server.ClosingRecordAsync(halfClosing)).Reason);
    }

    [FactWhenLong]
    public async Task A_client_that_closes_as_any_program_does_is_reset_within_90_s_and_one_that_has_half_closed_gets_its_answer_after_100_s()
    {
        var server = await StartAsync(
            "process", "chaos", "services.default.limits.peer-closed-timeout=0s", "backends.process.kill-timeout=1s", "shutdown.drain-timeout=0s");
        var leaving = await ConnectAsync(server);
        var halfClosing = await ConnectAsync(server);
        await leaving.SendAsync("block 1h\n");
        await halfClosing.SendAsync("block 100s\n");
        await Eventually.HoldsAsync("both are served", Deadlines.Step, () => server.Opened.Count == 2);
        var closedAt = Stopwatch.GetTimestamp();
        halfClosing.EndSending();
        leaving.Dispose();

        await Eventually.HoldsAsync("it is found to be gone", FoundWithin, () => server.Closed.Count == 1, server.ToString);
        Report($"found to be gone after {Stopwatch.GetElapsedTime(closedAt).TotalSeconds:0} s");
        Assert.Equal("peer-reset", (await server.ClosingRecordAsync(leaving)).Reason);
        await Eventually.HoldsAsync("its handler's process is killed", Deadlines.Step, () => server.Workers.Count == 1, server.ToString);

        await Eventually.HoldsAsync("the other one is answered", FoundWithin, () => halfClosing.Available > 0, server.ToString);
        Assert.Equal("ok\n", await halfClosing.ReadTextToEndAsync());
        Assert.Equal("peer-closed", (await server.ClosingRecordAsync(halfClosing)).Reason);
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task One_that_has_half_closed_is_reset_when_nothing_moves_for_peer_closed_timeout(string variant)
    {
        var server = await StartAsync(
            variant, "chaos", "services.default.limits.peer-closed-timeout=1s", "backends.process.kill-timeout=1s", "shutdown.drain-timeout=0s");
        var client = await ConnectAsync(server);
        await client.SendAsync("block 8s\n");
        client.EndSending();
        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        Assert.Equal("peer-closed-timeout", (await server.ClosingRecordAsync(client)).Reason);
    }
}
