using System.Diagnostics;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Clients and handlers that do not finish keep no server from ending, at the drain time-out or at a second signal.</summary>
public sealed class DrainDeadlineTests(ITestOutputHelper output) : ServerTest(output)
{
    [Theory]
    [ClassData(typeof(EveryVariant))]
    public async Task A_second_signal_resets_what_is_left_at_once(string profile)
    {
        var server = await StartAsync(profile, "echo", "shutdown.drain-timeout=600s");
        var client = await ConnectAsync(server);
        Assert.Equal("x", await client.AskAsync("x"));

        server.Send(Signal.Terminate);
        await server.LoggedAsync("draining: ");
        Assert.Equal("still served", await client.AskAsync("still served"));
        server.Send(Signal.Terminate);

        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        Assert.Equal(0, await server.WaitForExitAsync(Deadlines.End));
        Assert.Equal("drain-deadline", (await server.ClosingRecordAsync(client)).Reason);
    }

    [Theory]
    [ClassData(typeof(EveryVariant))]
    public async Task At_the_drain_deadline_what_is_left_is_reset_and_counted(string profile)
    {
        var server = await StartAsync(profile, "echo", "shutdown.drain-timeout=1s", "services.default.limits.queue-timeout=0s");
        var clients = await ConnectAsync(server, 2);
        Assert.Equal("x", await clients[0].AskAsync("x"));

        var startedAt = Stopwatch.GetTimestamp();
        server.Send(Signal.Interrupt);

        Assert.All(await Task.WhenAll(clients.Select(client => client.EndAsync())), end => Assert.Equal(ConnectionEnd.Reset, end));
        Assert.InRange(Stopwatch.GetElapsedTime(startedAt), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(30));
        Assert.Equal(0, await server.WaitForExitAsync(Deadlines.End));
        Assert.Matches("drain.*\\b2\\b", await server.LoggedAsync("drain deadline"));
    }

    [Fact]
    public async Task A_handler_that_hangs_in_a_thread_does_not_keep_the_server_from_ending()
    {
        var server = await StartAsync("thread", "chaos", "shutdown.drain-timeout=1s");
        var client = await ConnectAsync(server);
        await client.SendAsync("block 600s\n");

        server.Send(Signal.Terminate);

        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        Assert.Equal(0, await server.WaitForExitAsync(Deadlines.End));
    }
}
