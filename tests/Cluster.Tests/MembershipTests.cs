using System.Diagnostics;
using Xunit.Abstractions;

namespace ActorServer.Cluster.Tests;

public sealed class MembershipTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Three_nodes_are_up_and_see_each_others_places()
    {
        await using var hosts = new Hosts(3, output);
        var since = Stopwatch.StartNew();
        var lives = Enumerable.Range(0, 3).Select(index => hosts.Start(index, hosts.Server(places: 10 + index))).ToArray();
        await Hosts.UpAsync(lives);
        output.WriteLine($"up after {since.Elapsed.TotalSeconds:0.00} s");
        await Hosts.UntilAsync(
            () => lives[0].Nodes.All(node => node.Free.GetValueOrDefault("echo") >= 10),
            () => string.Join(", ", lives[0].Nodes.Select(node => $"{node.Name} {node.Free.GetValueOrDefault("echo")}")));
        Assert.Equal(["front", "workers"], lives[1].Nodes[0].Roles);
    }

    [Fact]
    public async Task Nodes_have_addresses_of_either_kind()
    {
        await using var hosts = new Hosts(["::1", "::1"], output);
        var lives = Enumerable.Range(0, 2).Select(index => hosts.Start(index, hosts.Server(places: 10 + index))).ToArray();
        await Hosts.UpAsync(lives);
        await Hosts.UntilAsync(
            () => lives[0].Nodes.Single(node => !node.IsSelf).Free.GetValueOrDefault("echo") == 11,
            () => string.Join(", ", lives[0].Nodes.Select(node => $"{node.Name} {node.Free.GetValueOrDefault("echo")}")));
        Assert.Equal(hosts.Names.Order(Comparer<Places.NodeName>.Create((one, other) => one.Port - other.Port)), lives[1].Nodes.Select(node => node.Name));
    }
}
