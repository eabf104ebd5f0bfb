using ActorServer.Server.Admission;
using CsCheck;

namespace ActorServer.Server.Tests.Admission;

public class SlotsTests
{
    [Fact]
    public void A_place_is_free_again_when_connection_and_handler_have_both_ended()
    {
        var places = new Slots(maxConnections: 1, handlerCapacity: 1);
        places.Admit("c-1");
        Assert.False(places.HasRoom);
        Assert.True(places.ConnectionClosed("c-1"));
        Assert.False(places.HasRoom);
        Assert.True(places.HandlerEnded("c-1"));
        Assert.True(places.HasRoom);
    }

    [Fact]
    public void A_lingering_connection_does_not_hold_up_the_next_handler()
    {
        var places = new Slots(maxConnections: 2, handlerCapacity: 1);
        places.Admit("c-1");
        places.HandlerEnded("c-1");
        Assert.True(places.HasRoom);
        Assert.Equal(1, places.Connections);
        Assert.True(places.IsConnected("c-1"));
        places.ConnectionClosed("c-1");
        Assert.False(places.IsConnected("c-1"));
    }

    [Fact]
    public void A_hanging_handler_keeps_its_place_after_its_client_has_gone()
    {
        var places = new Slots(maxConnections: 2, handlerCapacity: 1);
        places.Admit("c-1");
        places.ConnectionClosed("c-1");
        Assert.False(places.HasRoom);
    }

    [Fact]
    public void Ends_are_counted_once()
    {
        var places = new Slots(2, 2);
        places.Admit("c-1");
        Assert.True(places.ConnectionClosed("c-1"));
        Assert.False(places.ConnectionClosed("c-1"));
        Assert.True(places.HandlerEnded("c-1"));
        Assert.False(places.HandlerEnded("c-1"));
        Assert.False(places.HandlerEnded("c-7"));
        Assert.Equal(0, places.Taken);
        Assert.Equal(0, places.Connections);
    }

    [Fact]
    public void Admitting_without_room_is_an_error()
    {
        var places = new Slots(1, 1);
        places.Admit("c-1");
        Assert.Throws<InvalidOperationException>(() => places.Admit("c-2"));
    }

    [Fact]
    public void Whatever_the_order_of_events_no_bound_is_exceeded_and_no_place_is_lost() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 5], Gen.Select(Gen.Int[0, 3], Gen.Int[1, 12]).List[0, 60]).Sample((max, capacity, events) =>
        {
            var places = new Slots(max, capacity);
            var admitted = new HashSet<int>();
            var open = new HashSet<int>();
            var running = new HashSet<int>();
            foreach (var (kind, id) in events)
            {
                if (kind == 0 && places.HasRoom && admitted.Add(id))
                {
                    places.Admit($"c-{id}");
                    open.Add(id);
                    running.Add(id);
                }
                else if (kind == 3 && places.FreeForElsewhere > 0 && admitted.Add(id))
                {
                    places.AdmitElsewhere($"c-{id}");
                    open.Add(id);
                }
                else if (kind == 1)
                {
                    Assert.Equal(open.Remove(id), places.ConnectionClosed($"c-{id}"));
                }
                else if (kind == 2)
                {
                    Assert.Equal(running.Remove(id), places.HandlerEnded($"c-{id}"));
                }

                Assert.Equal(open.Union(running).Count(), places.Taken);
                Assert.True(places.Taken <= max && running.Count <= capacity);
                Assert.Equal(open.Count, places.Connections);
                Assert.Equal(places.Taken < max && running.Count < capacity, places.HasRoom);
                Assert.Equal(max - places.Taken, places.FreeForElsewhere);
            }
        });
}
