using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests.Scale;

/// <summary>Two fronts want the same places.</summary>
[Collection(Hosts.Collection)]
public sealed class RaceTests(ITestOutputHelper output) : ScaleTest(output)
{
    private const int PlacesOfOne = 20;
    private const int Places = 2 * PlacesOfOne;
    private const int Refills = 4;

    private static readonly Node[] Fronts = [Front(1), Front(2)];
    private static readonly Node[] Takers = [Taker(3), Taker(4)];

    [FactWithNetworks]
    public async Task No_node_has_more_than_its_places_and_nothing_is_left_over()
    {
        await StartClusterAsync([.. Fronts, .. Takers]);
        var served = 0;
        int[]? descriptors = null;
        for (var refill = 0; refill <= Refills; refill++)
        {
            var clients = await FillAsync();
            served += clients.Count;
            await NobodyElseIsServedAsync();
            await EndAllAsync(clients);
            await Eventually.HoldsAsync("all are gone", Deadlines.Step, () => Takers.Sum(node => At(node.Host).Closed.Count) == served && Fronts.Sum(Placed) == served);
            // The first clients open what stays open.
            if (descriptors is null)
                descriptors = await DescriptorsAsync();
        }

        var after = await DescriptorsAsync();
        Assert.All(after.Zip(descriptors!), pair => Assert.InRange(pair.First, 0, pair.Second + 4));
        Assert.All(Takers, node => Assert.InRange(MostAtOnce(At(node.Host)), 1, PlacesOfOne));
        AddUp();
    }

    private static Node Front(int host) => Node.Front(host) with { Service = "limits.max-waiting = 0" };

    private static Node Taker(int host) => Node.Workers(host) with { Service = $"limits {{ max-connections = {PlacesOfOne}, max-waiting = 0 }}" };

    /// <summary>Clients come at both fronts at the same time, more than there are places, until there is no place.</summary>
    private async Task<List<Client>> FillAsync()
    {
        var served = new List<Client>();
        await Eventually.HoldsAsync($"{Places} are served", Deadlines.Step, async () =>
        {
            var tries = await Task.WhenAll(Enumerable.Range(0, Places / 2 + 10).SelectMany(_ => Fronts).Select(TryAsync));
            served.AddRange(tries.OfType<Client>());
            return served.Count >= Places;
        });
        Assert.Equal(Places, served.Count);
        return served;
    }

    private async Task NobodyElseIsServedAsync()
    {
        foreach (var front in Fronts)
            Assert.Null(await TryAsync(front));
    }

    private async Task<Client?> TryAsync(Node front)
    {
        var client = await ConnectAsync(front);
        return await client.TryAskAsync("echo me") == "me" ? client : null;
    }

    /// <summary>In order, by a reset, by a handler that fails.</summary>
    private static async Task EndAllAsync(List<Client> clients)
    {
        for (var i = 0; i < clients.Count; i++)
        {
            if (i % 3 == 0)
                clients[i].EndSending();
            else if (i % 3 == 1)
                clients[i].Reset();
            else
                await clients[i].SendAsync("throw\n");
        }

        for (var i = 0; i < clients.Count; i++)
        {
            if (i % 3 != 1)
                Assert.Equal(i % 3 == 0 ? ConnectionEnd.Finished : ConnectionEnd.Reset, await clients[i].EndAsync());
        }
    }

    private int Placed(Node front) => At(front.Host).Closed.Count(record => record.Find("node") is not null);

    private async Task<int[]> DescriptorsAsync()
    {
        var all = new List<int>();
        foreach (var node in Fronts.Concat(Takers))
            all.Add(await Eventually.SettlesAsync($"descriptors of {node.Address}", Deadlines.Step, TimeSpan.FromSeconds(1), () => At(node.Host).Descriptors));
        return [.. all];
    }

    private static int MostAtOnce(ServerProcess node)
    {
        var (now, most) = (0, 0);
        foreach (var record in node.Errors.All.Select(LogRecord.Parse).OfType<LogRecord>())
        {
            now += record.Kind == "opened" ? 1 : record.Kind == "closed" ? -1 : 0;
            most = Math.Max(most, now);
        }

        return most;
    }

    /// <summary>
    /// Each client of a front is one client of a node, with the same bytes and the same reason, and there are no others. A front that has lost sight of a node
    /// meanwhile, as on a machine that is too busy for heartbeats, has not heard its last words.
    /// </summary>
    private void AddUp()
    {
        var reasons = Takers.SelectMany(node => At(node.Host).Closed.Select(record => (Key: (node.Address, record.Id), record.Reason))).ToDictionary(pair => pair.Key, pair => pair.Reason);
        var placed = Fronts.SelectMany(front => At(front.Host).Closed.Where(record => record.Find("node") is not null)).ToArray();
        Assert.All(placed, record => Assert.Contains(record.Reason, new[] { reasons[(record["node"], record["there"])], "node-lost" }));
        var here = placed.Select(record => Key(record["node"], record["there"], record));
        var there = Takers.SelectMany(node => At(node.Host).Closed.Select(record => Key(node.Address, record.Id, record)));
        Assert.Equal(there.Order(StringComparer.Ordinal), here.Order(StringComparer.Ordinal));
    }

    private static string Key(string node, string id, LogRecord record) => $"{node} {id} {record.Peer} in={record["in"]} out={record["out"]}";
}
