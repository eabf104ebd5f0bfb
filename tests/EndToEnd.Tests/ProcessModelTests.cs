using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>A fresh operating-system process for each client, which goes with it.</summary>
public sealed class ProcessModelTests(ITestOutputHelper output) : ServerTest(output)
{
    private static readonly TimeSpan WithinSeconds = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Clients_at_the_same_time_have_different_processes_which_are_gone_within_seconds_of_their_close()
    {
        var server = await StartAsync("process", "chaos");
        var clients = await ConnectAsync(server, 8);

        var pids = (await Task.WhenAll(clients.Select(WhoAmI.AskAsync))).Select(who => who.Pid).ToList();

        Assert.Equal(8, pids.Distinct().Count());
        Assert.DoesNotContain(server.Pid, pids);
        Assert.All(pids, pid => Assert.Contains(pid, server.Workers));
        Assert.All(pids, pid => Assert.Equal("remote-worker", ProcessTable.NameOf(pid)));
        foreach (var client in clients)
            client.Dispose();
        await Eventually.HoldsAsync("the processes are gone", WithinSeconds, () => !pids.Any(server.Workers.Contains), server.ToString);
    }

    [Fact]
    public async Task Successive_clients_have_different_processes_named_in_their_records()
    {
        var server = await StartAsync("process", "chaos");
        var pids = new List<long>();

        for (var i = 0; i < 3; i++)
        {
            using var client = await ConnectAsync(server);
            pids.Add((await WhoAmI.AskAsync(client)).Pid);
            Assert.Equal("1", await client.AskAsync("count"));
            client.EndSending();
            Assert.Equal(ConnectionEnd.Finished, await client.EndAsync());
            Assert.Equal(pids[^1], (await server.ClosingRecordAsync(client)).Number("pid"));
        }

        Assert.Equal(3, pids.Distinct().Count());
        Assert.Equal(3, server.Closed.Select(record => record["worker"]).Distinct().Count());
    }

    [Fact]
    public async Task Spare_workers_are_started_ahead_and_replaced_when_used_within_the_cap()
    {
        var server = await StartAsync("process", "echo", "backends.process.spare-workers=2", "backends.process.max-workers=4");
        await WorkersBecomeAsync(server, 2);

        var clients = await ConnectAsync(server, 3);
        Assert.All(await Task.WhenAll(clients.Select(client => client.AskAsync("x"))), answer => Assert.Equal("x", answer));
        await WorkersBecomeAsync(server, 4);
        Assert.True(server.Workers.Count <= 4);

        foreach (var client in clients)
            client.Dispose();
        await WorkersBecomeAsync(server, 2);
    }

    [Fact]
    public async Task There_are_never_more_workers_than_the_cap_and_those_beyond_it_wait()
    {
        var server = await StartAsync("process", "chaos", "backends.process.max-workers=2", "services.default.limits.queue-timeout=0s");
        var clients = await ConnectAsync(server, 5);
        var most = 0;

        foreach (var client in clients)
        {
            await client.SendAsync("whoami\n");
            most = Math.Max(most, server.Workers.Count);
            client.EndSending();
            Assert.NotEmpty(await client.ReadToEndAsync());
            most = Math.Max(most, server.Workers.Count);
        }

        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task A_worker_that_may_serve_more_clients_is_used_again()
    {
        var server = await StartAsync("process", "chaos", "backends.process.clients-per-worker=2");
        var pids = new List<int>();

        for (var i = 0; i < 4; i++)
        {
            using var client = await ConnectAsync(server);
            pids.Add((await WhoAmI.AskAsync(client)).Pid);
            client.EndSending();
            Assert.Equal(ConnectionEnd.Finished, await client.EndAsync());
            await server.ClosingRecordAsync(client);
        }

        Assert.Equal([2, 2], pids.CountBy(pid => pid).Select(uses => uses.Value));
    }

    [Fact]
    public async Task After_a_burst_the_workers_that_nobody_needs_end_and_the_one_in_use_stays()
    {
        var server = await StartAsync(
            "process", "chaos", "backends.process.clients-per-worker=0", "backends.process.spare-workers=1", "backends.process.idle-worker-timeout=1s");
        var burst = await ConnectAsync(server, 5);
        var pids = (await Task.WhenAll(burst.Select(WhoAmI.AskAsync))).Select(who => who.Pid).ToHashSet();
        Assert.Equal(5, pids.Count);
        foreach (var client in burst)
            client.Dispose();
        await Eventually.HoldsAsync("the burst is over", Deadlines.Step, () => server.Closed.Count == 5, server.ToString);

        var inUse = new HashSet<int>();
        await Eventually.HoldsAsync("all have ended but the one in use and a spare one", Deadlines.Step, async () =>
        {
            using var client = await Client.ConnectAsync(server.Port);
            inUse.Add((await WhoAmI.AskAsync(client)).Pid);
            client.EndSending();
            Assert.Equal(ConnectionEnd.Finished, await client.EndAsync());
            await server.ClosingRecordAsync(client);
            return server.Workers.Count == 2;
        });

        Assert.Subset(server.Workers.ToHashSet(), inUse);
    }

    [Fact]
    public async Task A_worker_whose_handler_hangs_after_its_client_has_gone_is_killed()
    {
        var server = await StartAsync("process", "chaos", "backends.process.kill-timeout=1s");
        var client = await ConnectAsync(server);
        var pid = (await WhoAmI.AskAsync(client)).Pid;

        await client.SendAsync("block 600s\n");
        client.Reset();

        await Eventually.HoldsAsync("the worker is gone", WithinSeconds + WithinSeconds, () => !server.Workers.Contains(pid), server.ToString);
        Assert.Equal("peer-reset", (await server.ClosingRecordAsync(client)).Reason);
    }

    private static Task WorkersBecomeAsync(ServerProcess server, int count) =>
        Eventually.HoldsAsync($"there are {count} workers", Deadlines.Step, () => server.Workers.Count == count, server.ToString);
}
