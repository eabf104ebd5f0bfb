using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Processes that stand still, as in a paused container: no verdict is spoken on the time that the server slept through.</summary>
public sealed class StandstillTests(ITestOutputHelper output) : ServerTest(output)
{
    [Fact]
    public async Task A_handler_has_its_time_to_end_while_the_server_runs_not_while_it_stands_still()
    {
        var server = await StartAsync(
            "process", "chaos", "backends.process.clients-per-worker=0", "backends.process.max-workers=1", "backends.process.kill-timeout=3s");
        var client = await ConnectAsync(server);
        var worker = (await WhoAmI.AskAsync(client)).Pid;
        await client.SendAsync("block 4200ms\n");
        client.Reset();
        await server.ClosingRecordAsync(client);

        // Longer than kill-timeout, shorter than the handler needs.
        await StandsStillAsync(server.Pid, TimeSpan.FromSeconds(3.2));

        Assert.Equal(worker, (await WhoAmI.AskAsync(await ConnectAsync(server))).Pid);
    }

    [Fact]
    public async Task A_held_client_has_its_time_while_the_server_runs_not_while_it_stands_still()
    {
        var server = await StartAsync("inline", "chaos", "services.default.limits.queue-timeout=3s");
        var first = await ConnectAsync(server);
        Assert.Equal("first", await first.AskAsync("echo first"));
        var held = await ConnectAsync(server);
        await held.SendAsync("echo held\n");

        await StandsStillAsync(server.Pid, TimeSpan.FromSeconds(3.2));
        // Meanwhile all timers that are due have come.
        for (var i = 0; i < 100; i++)
            Assert.Equal("awake", await first.AskAsync("echo awake"));
        first.EndSending();

        Assert.Equal("held", await held.ReadLineAsync());
    }

    [Fact]
    public async Task A_worker_that_somebody_has_stopped_is_not_killed_and_goes_on()
    {
        var server = await StartAsync("process", "echo", "backends.process.start-timeout=3s", "backends.process.kill-timeout=1s");
        var client = await ConnectAsync(server);
        Assert.Equal("before", await client.AskAsync("before"));

        // It has taken its client; but whether it has the server asks after start-timeout, and kills it after kill-timeout more.
        var worker = Assert.Single(server.Workers);
        await StandsStillAsync(worker, TimeSpan.FromSeconds(4.5));

        Assert.Equal("after", await client.AskAsync("after"));
    }

    [Fact]
    public async Task Nor_is_one_to_which_a_client_came_meanwhile()
    {
        var server = await StartAsync(
            "process", "echo", "backends.process.start-timeout=3s", "backends.process.kill-timeout=1s",
            "backends.process.clients-per-worker=0", "backends.process.max-workers=1");
        using (var first = await ConnectAsync(server))
            Assert.Equal("first", await first.AskAsync("first"));
        await Eventually.HoldsAsync("the first is closed", Deadlines.Step, () => server.Closed.Count == 1, server.ToString);

        var standing = StandsStillAsync(Assert.Single(server.Workers), TimeSpan.FromSeconds(4.5));
        var client = await ConnectAsync(server);
        await client.SendAsync("meanwhile\n");
        await standing;

        Assert.Equal("meanwhile", await client.ReadLineAsync());
        // It has said that it has him, on whichever way the question came first.
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Equal("after", await client.AskAsync("after"));
    }

    // Nothing is to be waited for but the time: a limit has to pass in it.
    private static async Task StandsStillAsync(int pid, TimeSpan time)
    {
        Signal.Send(pid, Signal.Stop);
        await Task.Delay(time);
        Signal.Send(pid, Signal.Continue);
    }
}
