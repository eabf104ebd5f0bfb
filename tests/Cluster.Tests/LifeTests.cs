using ActorServer.Cluster.Certificates;
using ActorServer.Cluster.Life;
using ActorServer.Cluster.Logs;
using ActorServer.Cluster.Nodes;
using ActorServer.Cluster.Places;
using ActorServer.Cluster.Wire;
using Akka.Actor;
using Xunit.Abstractions;
using AkkaCluster = Akka.Cluster.Cluster;

namespace ActorServer.Cluster.Tests;

public sealed class LifeTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_node_that_was_downed_joins_again_and_nobody_takes_its_clients_for_lost()
    {
        await using var hosts = new Hosts(3, output);
        var servers = Enumerable.Range(0, 2).Select(_ => hosts.Server(places: 3)).ToArray();
        var lives = servers.Select((server, index) => hosts.Start(index, server)).ToArray();
        await Hosts.UpAsync(lives);
        var operators = ClusterSystem.Create(ClusterConfig.For(hosts.Settings(2)), ClusterCredentials.Load(hosts.Settings(2).Tls), new ClusterLogSetup(hosts.Log, new LogRate(TimeProvider.System)));
        await AkkaCluster.Get(operators).JoinAsync(NodePaths.AddressOf(hosts.Names[0]));

        AkkaCluster.Get(operators).Down(NodePaths.AddressOf(hosts.Names[1]));
        await Hosts.UntilAsync(() => hosts.Log.Lines.Any(line => line.Contains($"{hosts.Names[1]} is no longer a member", StringComparison.Ordinal)), () => "not downed");
        await Hosts.UntilAsync(
            () => lives.All(life => life.Nodes.Count(node => node.State == "up") == 3),
            () => string.Join("; ", lives.Select(life => string.Join(", ", life.Nodes.Select(node => $"{node.Name} {node.State}")))));
        Assert.All(servers, server => Assert.DoesNotContain(server.Told, told => told is NodeLost));
        await operators.Terminate();
    }

    [Fact]
    public async Task A_node_that_leaves_asks_nobody_takes_nobody_and_is_not_lost()
    {
        await using var hosts = new Hosts(3, output);
        var servers = Enumerable.Range(0, 3).Select(_ => hosts.Server(places: 3)).ToArray();
        var lives = servers.Select((server, index) => hosts.Start(index, server)).ToArray();
        await Hosts.UpAsync(lives);
        await lives[0].LeaveAsync();
        await Hosts.UpAsync(lives[1], lives[2]);
        await Hosts.UntilAsync(() => lives[1].Nodes.Count == 2 && lives[2].Nodes.Count == 2, () => "still there");
        Assert.Empty(lives[0].Nodes);
        Assert.All(servers, server => Assert.DoesNotContain(server.Told, told => told is NodeLost));

        Assert.Equal(new NoPlaceFound("c-1"), await FindAsync(hosts, lives[0], "c-1"));

        // The first seed comes back, and begins no cluster of its own.
        lives[0] = hosts.Start(0, servers[0]);
        await Hosts.UpAsync(lives);
    }

    [Fact]
    public async Task A_node_that_takes_nobody_is_asked_for_nothing_stays_a_member_and_says_how_its_clients_end()
    {
        await using var hosts = new Hosts(3, output);
        var servers = new[] { hosts.Server(places: 0), hosts.Server(places: 9), hosts.Server(places: 2) };
        var lives = servers.Select((server, index) => hosts.Start(index, server)).ToArray();
        await Hosts.UpAsync(lives);

        lives[1].TakeNobody();
        await Hosts.UntilAsync(() => lives[0].Nodes.Single(node => node.Name == hosts.Names[1]).Free.Count == 0, () => "still has places");
        var found = Assert.IsType<PlaceFound>(await FindAsync(hosts, lives[0], "c-1"));
        Assert.Equal([hosts.Names[2]], found.Tried);
        Assert.IsType<NoPlaceFound>(await FindAsync(hosts, lives[0], "c-2", hosts.Names[2]));

        // One that is to stop places its own clients elsewhere until they have gone.
        Assert.Equal(hosts.Names[2], Assert.IsType<PlaceFound>(await FindAsync(hosts, lives[1], "c-3")).Node);
        lives[1].End(hosts.Names[0], new LegEnded(hosts.Names[1], "echo", "c-4", "worker-died", "7", "code:3", null));
        await Hosts.UntilAsync(() => servers[0].Told.OfType<LegEnded>().Any(ended => ended.Client == "c-4"), () => "no last word");
        Assert.Equal("up", lives[0].Nodes.Single(node => node.Name == hosts.Names[1]).State);
    }

    [Fact]
    public async Task A_first_seed_that_is_alone_begins_no_cluster_and_leaves_at_once()
    {
        await using var hosts = new Hosts(3, output);
        var life = hosts.Start(0, hosts.Server(places: 1));
        await Hosts.UntilAsync(() => hosts.Log.Lines.Any(line => line.Contains("akka:", StringComparison.Ordinal)), () => "has called nobody");
        Assert.Empty(life.Nodes);
        await life.LeaveAsync();
    }

    [Fact]
    public async Task Where_nobody_can_listen_one_line_says_so()
    {
        await using var hosts = new Hosts(2, output);
        hosts.Start(0, hosts.Server(places: 1), hosts.Settings(0) with { Seeds = [hosts.Names[0]] });
        var second = hosts.Settings(1) with { Self = hosts.Names[0] };
        var fault = Assert.Throws<ClusterException>(() => hosts.Start(1, hosts.Server(places: 1), second));
        Assert.Contains($"cannot listen on {hosts.Names[0]}", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        var named = hosts.Settings(1) with { Self = new NodeName("node-2.example.org", 4053) };
        Assert.Contains("is not an address", Assert.Throws<ClusterException>(() => hosts.Start(1, hosts.Server(places: 1), named)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "", true)]
    [InlineData(2, "", false)]
    [InlineData(2, "out", true)]
    [InlineData(3, "", false)]
    [InlineData(3, "out", true)]
    [InlineData(3, "out in", false)]
    [InlineData(3, "in", false)]
    [InlineData(4, "out", false)]
    [InlineData(4, "out out", true)]
    public void A_cluster_is_begun_where_most_seeds_are_there_and_none_is_in_one(int seeds, string others, bool begins) =>
        Assert.Equal(begins, Joining.MayBegin(seeds, [.. others.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(other => other == "in")]));

    private static Task<object> FindAsync(Hosts hosts, ClusterLife life, string client, params NodeName[] tried)
    {
        var answer = new TaskCompletionSource<object>();
        var asker = hosts.Local.ActorOf(Props.Create(() => new Forwarding(answer)));
        life.Find(new FindPlace(client, "echo", "EchoHandler", TestEndPoint.Any, TestEndPoint.Any, false, "workers", tried), asker);
        return answer.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private sealed class Forwarding(TaskCompletionSource<object> answer) : UntypedActor
    {
        protected override void OnReceive(object message) => answer.TrySetResult(message);
    }
}
