using ActorServer.Cluster;
using ActorServer.Cluster.Places;
using ActorServer.Server.Accepting;
using ActorServer.Server.Steering;

namespace ActorServer.Server.Tests.Steering;

public sealed class NodeFiguresTests : SteeredService
{
    private static readonly NodeName Self = new("10.0.0.5", 4053);
    private static readonly NodeName Ninth = new("10.0.0.9", 4053);
    private static readonly NodeName Tenth = new("10.0.0.10", 4053);

    public NodeFiguresTests()
        : base(AcceptorKind.AkkaIo)
    {
    }

    [Fact]
    public void A_row_says_what_the_cluster_knows_and_how_many_clients_go_there_and_come_from_there()
    {
        var nodes = new NodeFigures(() => [View(Ninth) with { State = "unreachable", Roles = ["front", "workers"], Free = new Dictionary<string, int> { ["default"] = 7 }, Reservation = TimeSpan.FromMilliseconds(0.4) }]);
        nodes.Legs.Placed(Ninth);
        nodes.Legs.Placed(Ninth);
        nodes.Legs.Arrived(Ninth);
        var row = Assert.Single(nodes.Rows());
        Assert.Equal(("10.0.0.9:4053", "unreachable", 2, 1, false, 0.0004), (row.Name, row.State, row.LegsThere, row.LegsHere, row.IsSelf, row.ReservationSeconds));
        Assert.Equal(["front", "workers"], row.Roles);
        Assert.Equal(7, Assert.Single(row.Free).Value);
    }

    [Fact]
    public void This_server_comes_first_and_the_others_by_address() =>
        Assert.Equal(
            ["10.0.0.5:4053", "10.0.0.9:4053", "10.0.0.10:4053"],
            new NodeFigures(() => [View(Tenth), View(Ninth), View(Self) with { IsSelf = true }]).Rows().Select(row => row.Name));

    [Fact]
    public void Who_is_no_member_any_more_is_gone_and_has_a_row_while_clients_are_there()
    {
        var nodes = new NodeFigures(() => [View(Self) with { IsSelf = true }]);
        nodes.Legs.Arrived(Ninth);
        Assert.Equal([("10.0.0.5:4053", "up", 0), ("10.0.0.9:4053", "gone", 1)], nodes.Rows().Select(row => (row.Name, row.State, row.LegsHere)));
        nodes.Legs.Left(Ninth);
        Assert.Single(nodes.Rows());
    }

    [Fact]
    public async Task Without_a_cluster_there_are_no_nodes_and_with_one_they_are_in_status_and_snapshot()
    {
        Open();
        Assert.Null((await Server.ReadStatusAsync(connections: true, workers: true, default)).Nodes);
        Assert.Null((await Server.ReadLiveAsync(default)).Nodes);

        Figures.Nodes = new NodeFigures(() => [View(Self) with { IsSelf = true }]);
        Assert.Equal("10.0.0.5:4053", Assert.Single((await Server.ReadStatusAsync(connections: false, workers: false, default)).Nodes!).Name);
        // A snapshot is made once a second, however often it is asked for.
        await AwaitAssertAsync(async () => Assert.Single((await Server.ReadLiveAsync(default)).Nodes!), Patience);
    }

    private static NodeView View(NodeName name) => new(name, "up", [], new Dictionary<string, int>(), IsSelf: false, Reservation: null);
}
