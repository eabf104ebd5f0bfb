using System.Diagnostics;
using ActorServer.Cluster.Places;
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
            () => lives[0].Nodes.Where(node => !node.IsSelf).All(node => node.Free.GetValueOrDefault("echo") > 10),
            () => string.Join(", ", lives[0].Nodes.Select(node => $"{node.Name} {node.Free.GetValueOrDefault("echo")}")));
        Assert.Equal(["front", "workers"], lives[1].Nodes[0].Roles);
    }
}
