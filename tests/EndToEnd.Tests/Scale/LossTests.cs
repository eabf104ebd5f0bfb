using System.Diagnostics;
using System.Globalization;
using ActorServer.EndToEnd.Tests.Harness;
using ActorServer.Tests.Shared;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests.Scale;

/// <summary>What a process that dies or stands still costs, and whom.</summary>
[Collection(Hosts.Collection)]
public sealed class LossTests(ITestOutputHelper output) : ScaleTest(output)
{
    private static readonly Node Front = Node.Front(1);
    private static readonly Node[] Takers = [Node.Workers(2), Node.Workers(3)];

    [FactWithNetworks]
    public async Task A_node_that_is_killed_costs_its_own_clients_alone_and_new_ones_are_served()
    {
        await StartClusterAsync([Front, .. Takers]);
        var (lost, others) = await SpreadAsync(10);
        await using var echoing = await EchoingClients.StartAsync(others);

        At(2).Send(Signal.Kill);
        var killedAt = Stopwatch.GetTimestamp();
        var ends = Task.WhenAll(lost.Select(async client => (End: await client.EndAsync(), After: Stopwatch.GetElapsedTime(killedAt))));
        var news = new List<TimeSpan>();
        for (var i = 0; i < 20; i++)
        {
            var startedAt = Stopwatch.GetTimestamp();
            using var client = await ConnectAsync(Front);
            Assert.Equal("new", await client.AskAsync("echo new"));
            news.Add(Stopwatch.GetElapsedTime(startedAt));
        }

        Assert.All(await ends, end => Assert.Equal(ConnectionEnd.Reset, end.End));
        Say($"reset after {(await ends).Max(end => end.After).TotalMilliseconds:0} ms at most; a new client was served after {news.Max().TotalMilliseconds:0} ms at most");
        await echoing.EachIsAnsweredAsync();
        foreach (var client in lost)
            Assert.Equal(("node-lost", Hosts.AddressOf(2)), (await ClosedAsync(At(1), client)) is var record ? (record.Reason, record["node"]) : default);
    }

    [FactWithNetworks]
    public async Task A_worker_there_that_dies_is_named_with_its_exit_in_both_records()
    {
        await StartClusterAsync(Front, Node.Workers(2) with { Isolation = "process" });
        var client = await ConnectAsync(Front);
        Assert.Equal("x", await client.AskAsync("echo x"));

        await client.SendAsync("exit 3\n");

        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        var here = await ClosedAsync(At(1), client);
        var there = await ClosedThereAsync(here);
        Assert.All([here, there], record => Assert.Equal(("worker-died", "code:3"), (record.Reason, record["exit"])));
        Assert.Equal(there["worker"], here["worker"]);
        Assert.Equal("next", await (await ConnectAsync(Front)).AskAsync("echo next"));
    }

    [FactWithNetworks]
    public async Task A_node_that_stands_still_loses_nobody()
    {
        await StartClusterAsync([Front, .. Takers]);
        var (still, others) = await SpreadAsync(6);
        var stopped = At(2);
        stopped.Send(Signal.Stop);
        var stoppedAt = Stopwatch.GetTimestamp();
        try
        {
            foreach (var client in still)
                await client.SendAsync("echo after\n");
            await using var echoing = await EchoingClients.StartAsync(others);
            while (Stopwatch.GetElapsedTime(stoppedAt) < TimeSpan.FromSeconds(TestSize.Of(12, 25)))
                await echoing.EachIsAnsweredAsync();
            Assert.Equal("new", await (await ConnectAsync(Front)).AskAsync("echo new"));
        }
        finally
        {
            stopped.Send(Signal.Continue);
        }

        foreach (var client in still)
        {
            Assert.Equal("after", await client.ReadLineAsync());
            Assert.Equal("goes on", await client.AskAsync("echo goes on"));
        }

        await IsUpAsync(At(1), Takers[0]);
    }

    [FactWithNetworks]
    public async Task A_front_that_is_killed_gives_its_places_back_and_its_clients_are_reset()
    {
        const int Places = 5;
        var taker = Node.Workers(2) with { Service = $"limits.max-connections = {Places}" };
        await StartClusterAsync(Front, taker, Node.Front(3));
        var lost = await ServedAsync(Front, Places);

        At(1).Send(Signal.Kill);

        foreach (var client in lost)
            Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        await Eventually.HoldsAsync("the node has nobody left", Deadlines.Step, () => At(2).Closed.Count == Places, At(2).ToString);
        Assert.Equal(Places, (await ServedAsync(Node.Front(3), Places)).Length);
    }

    /// <summary>Clients that are served: those of the first node, and those of the others.</summary>
    private async Task<(Client[] First, Client[] Others)> SpreadAsync(int count)
    {
        var all = await ServedAsync(Front, count);
        var servers = await Task.WhenAll(all.Select(client => ServerOfAsync(Front, client)));
        var lookup = all.Zip(servers).ToLookup(one => one.Second == At(2), one => one.First);
        Assert.All([true, false], first => Assert.NotEmpty(lookup[first]));
        return ([.. lookup[true]], [.. lookup[false]]);
    }

    private async Task<Client[]> ServedAsync(Node front, int count)
    {
        var clients = new List<Client>();
        while (clients.Count < count)
        {
            var client = await ConnectAsync(front);
            Assert.Equal("hello", await client.AskAsync("echo hello"));
            clients.Add(client);
        }

        return [.. clients];
    }

    private void Say(FormattableString figure) => Report(figure.ToString(CultureInfo.InvariantCulture));
}
