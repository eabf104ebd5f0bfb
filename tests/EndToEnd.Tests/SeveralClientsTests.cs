using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Workers that serve several clients at the same time (<c>clients-at-once</c>): who is harmed when one dies, and that nobody is when one is replaced.</summary>
public sealed class SeveralClientsTests(ITestOutputHelper output) : ServerTest(output)
{
    private const string Unending = "backends.process.clients-per-worker=0";

    [Theory]
    [InlineData("process")]
    [InlineData("process+relay")]
    public async Task Of_a_hundred_clients_on_four_workers_those_of_a_killed_worker_are_reset_and_nobody_else(string variant)
    {
        var server = await StartAsync(
            variant, "chaos", "backends.process.clients-at-once=25", Unending, "backends.process.max-workers=4", "backends.process.spare-workers=4");
        var byPid = await ByPidAsync(await ConnectAsync(server, 100));
        Assert.Equal([25, 25, 25, 25], byPid.Select(clients => clients.Value.Count));
        var (pid, victims) = byPid.First();
        await using (var others = await EchoingClients.StartAsync([.. byPid.Where(other => other.Key != pid).SelectMany(other => other.Value)]))
        {
            Signal.Send(pid, Signal.Kill);

            foreach (var victim in victims)
            {
                Assert.Equal(ConnectionEnd.Reset, await victim.EndAsync());
                var record = await server.ClosingRecordAsync(victim);
                Assert.Equal(("worker-died", "signal:9", pid), (record.Reason, record["exit"], (int)record.Number("pid")));
            }

            await others.EachIsAnsweredAsync();
            await Eventually.HoldsAsync("all of them are closed", Deadlines.Step, () => server.Closed.Count == 25, server.ToString);
            Assert.Single(server.Closed.Select(record => record["worker"]).Distinct());
        }

        // Their places are given again.
        await ByPidAsync(await ConnectAsync(server, 25));
    }

    [Theory]
    [InlineData("process", "clients-per-worker=8")]
    [InlineData("process", "max-worker-age=200ms")]
    [InlineData("process", "recycle-memory=16MiB")]
    [InlineData("process+relay", "max-worker-age=200ms")]
    public async Task Workers_that_are_replaced_under_load_lose_no_client(string variant, string recycling)
    {
        var server = await StartAsync(
            variant, "chaos", "backends.process.clients-at-once=4", Unending, "backends.process.max-workers=4", "backends.process.spare-workers=1",
            $"backends.process.{recycling}");
        var pids = new HashSet<int>();
        using var enough = new CancellationTokenSource();
        var coming = Enumerable.Range(0, 6).Select(_ => ComeAndGoAsync(server, pids, enough.Token)).ToArray();

        await Eventually.HoldsAsync("two workers have served and are gone", Deadlines.Step, () => coming.Any(task => task.IsFaulted) || Gone(pids) >= 2, server.ToString);
        await enough.CancelAsync();
        await Task.WhenAll(coming);

        await Eventually.HoldsAsync("each client has its record", Deadlines.Step, () => server.Closed.Count == server.Opened.Count);
        Assert.All(server.Closed, record => Assert.Equal("peer-closed", record.Reason));
        Assert.Empty(server.Refused);
    }

    [Fact]
    public async Task A_worker_in_which_a_handler_stalls_gets_no_new_clients_and_ends_when_the_others_have()
    {
        var server = await StallingAsync("retire-timeout=1h");
        var (stalled, other) = await OneStallsAsync(server);

        await server.LoggedAsync($"retires: its handler has stalled connection {(await server.ClosingRecordAsync(stalled)).Id}");
        var pid = (await WhoAmI.AskAsync(other)).Pid;
        var next = await ConnectAsync(server);
        Assert.NotEqual(pid, (await WhoAmI.AskAsync(next)).Pid);
        other.EndSending();
        Assert.Empty(await other.ReadToEndAsync());

        await server.LoggedAsync($"pid={pid} killed: its handler has stalled");
        Assert.Equal("peer-closed", (await server.ClosingRecordAsync(other)).Reason);
    }

    [Fact]
    public async Task The_others_in_it_have_the_time_that_they_are_given()
    {
        var server = await StallingAsync("retire-timeout=500ms");
        var (_, other) = await OneStallsAsync(server);

        Assert.Equal(ConnectionEnd.Reset, await other.EndAsync());

        var record = await server.ClosingRecordAsync(other);
        Assert.Equal("worker-died", record.Reason);
        Assert.Contains("retire-timeout", record["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_is_asked_to_end_finishes_all_its_clients()
    {
        var server = await StartAsync("process+several", "chaos");
        var clients = await ConnectAsync(server, 3);
        var pid = Assert.Single(await ByPidAsync(clients)).Key;

        Signal.Send(pid, Signal.Terminate);

        foreach (var client in clients)
        {
            Assert.Equal("on", await client.AskAsync("echo on"));
            client.EndSending();
            Assert.Empty(await client.ReadToEndAsync());
        }

        await Eventually.HoldsAsync("it has ended", Deadlines.Step, () => !ProcessTable.IsRunning(pid));
        Assert.All(server.Closed, record => Assert.Equal("peer-closed", record.Reason));
    }

    private Task<ServerProcess> StallingAsync(string retireTimeout) => StartAsync(
        "process+several", "chaos", "services.default.limits.handler-stall-timeout=1s", $"backends.process.{retireTimeout}", "shutdown.drain-timeout=0s");

    private async Task<(Client Stalled, Client Other)> OneStallsAsync(ServerProcess server)
    {
        var stalled = await ConnectAsync(server);
        var other = await ConnectAsync(server);
        Assert.Equal((await WhoAmI.AskAsync(stalled)).Pid, (await WhoAmI.AskAsync(other)).Pid);
        await stalled.SendAsync("block 600s\n");
        await StallTests.SendUntilCutOffAsync(stalled);
        Assert.Equal("handler-stalled", (await server.ClosingRecordAsync(stalled)).Reason);
        return (stalled, other);
    }

    private static async Task<SortedDictionary<int, List<Client>>> ByPidAsync(IReadOnlyList<Client> clients)
    {
        var byPid = new SortedDictionary<int, List<Client>>();
        foreach (var client in clients)
        {
            var pid = (await WhoAmI.AskAsync(client)).Pid;
            if (!byPid.TryGetValue(pid, out var those))
                byPid.Add(pid, those = []);
            those.Add(client);
        }

        return byPid;
    }

    private static int Gone(HashSet<int> pids)
    {
        lock (pids)
            return pids.Count(pid => !ProcessTable.IsRunning(pid));
    }

    private static async Task ComeAndGoAsync(ServerProcess server, HashSet<int> pids, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            using var client = await Client.ConnectAsync(server.Port);
            var who = await WhoAmI.AskAsync(client);
            lock (pids)
                pids.Add(who.Pid);
            for (var line = 0; line < 5; line++)
                Assert.Equal($"{line}", await client.AskAsync($"echo {line}"));
            client.EndSending();
            Assert.Empty(await client.ReadToEndAsync());
        }
    }
}
