using ActorServer.Cluster.Places;
using ActorServer.Server.Figures;

namespace ActorServer.Server.Tests.Figures;

public sealed class NodeLegsTests
{
    private static readonly NodeName One = new("10.0.0.1", 4053);
    private static readonly NodeName Other = new("10.0.0.2", 4053);

    [Fact]
    public void Clients_are_counted_by_node_in_both_directions()
    {
        var legs = new NodeLegs();
        legs.Placed(One);
        legs.Placed(One);
        legs.Arrived(One);
        legs.Arrived(Other);
        legs.Over(One);
        var counts = legs.Read();
        Assert.Equal(new NodeLegs.Count(1, 1), counts[One]);
        Assert.Equal(new NodeLegs.Count(0, 1), counts[Other]);
    }

    [Fact]
    public void A_node_without_clients_is_forgotten()
    {
        var legs = new NodeLegs();
        legs.Placed(One);
        legs.Arrived(One);
        legs.Left(One);
        Assert.Equal(One, Assert.Single(legs.Read()).Key);
        legs.Over(One);
        Assert.Empty(legs.Read());
    }

    [Fact]
    public void What_many_threads_count_adds_up()
    {
        var legs = new NodeLegs();
        legs.Placed(Other);
        Parallel.For(0, 1_000, _ =>
        {
            legs.Placed(One);
            legs.Arrived(One);
            legs.Over(One);
            legs.Left(One);
        });
        Assert.Equal(new NodeLegs.Count(1, 0), Assert.Single(legs.Read()).Value);
    }
}
