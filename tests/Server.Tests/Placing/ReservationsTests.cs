using System.Net;
using ActorServer.Cluster.Places;
using ActorServer.Server.Placing;
using Akka.Actor;

namespace ActorServer.Server.Tests.Placing;

public sealed class ReservationsTests
{
    private static readonly NodeName Front = new("10.0.0.1", 4053);
    private static readonly NodeName Other = new("10.0.0.2", 4053);
    private static readonly IPAddress FrontsAddress = IPAddress.Parse("10.0.0.1");
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly Reservations _held = new(Timeout);

    [Fact]
    public void A_ticket_is_good_once()
    {
        var ticket = Add(Front, "c-1", TimeSpan.Zero);
        Assert.True(_held.TryRedeem(ticket, FrontsAddress, out var reservation));
        Assert.Equal("c-1", reservation.Id);
        Assert.False(_held.TryRedeem(ticket, FrontsAddress, out _));
        Assert.Equal(0, _held.Count);
    }

    [Fact]
    public void It_is_good_from_the_fronts_host_alone_and_stays_good_for_it()
    {
        var ticket = Add(Front, "c-1", TimeSpan.Zero);
        Assert.False(_held.TryRedeem(ticket, IPAddress.Parse("10.0.0.2"), out _));
        Assert.False(_held.TryRedeem(Ticket.Random(), FrontsAddress, out _));
        Assert.True(_held.TryRedeem(ticket, FrontsAddress.MapToIPv6(), out _));
    }

    [Fact]
    public void Nobody_else_gives_it_back()
    {
        var ticket = Add(Front, "c-1", TimeSpan.Zero);
        Assert.Null(_held.GiveBack(ticket, Other));
        Assert.Equal("c-1", _held.GiveBack(ticket, Front)!.Id);
        Assert.Null(_held.GiveBack(ticket, Front));
    }

    [Fact]
    public void What_was_held_for_a_lost_front_is_given_back()
    {
        Add(Front, "c-1", TimeSpan.Zero);
        Add(Other, "c-2", TimeSpan.Zero);
        Add(Front, "c-3", TimeSpan.Zero);
        Assert.Equal(["c-1", "c-3"], _held.GiveBackAll(Front).Select(one => one.Id).Order());
        Assert.Equal(1, _held.Count);
    }

    [Fact]
    public void Whatever_happens_each_is_given_back_or_redeemed_once_and_none_is_held_for_longer()
    {
        var random = new Random(24);
        var open = new Dictionary<Ticket, (NodeName Front, string Id, TimeSpan Until)>();
        var ended = new HashSet<string>();
        var now = TimeSpan.Zero;
        for (var step = 0; step < 20_000; step++)
        {
            now += TimeSpan.FromMilliseconds(random.Next(50));
            var some = open.Count == 0 ? Ticket.Random() : open.Keys.ElementAt(random.Next(open.Count));
            switch (random.Next(6))
            {
                case 0 or 1:
                    var front = random.Next(2) == 0 ? Front : Other;
                    open.Add(Add(front, $"c-{step}", now), (front, $"c-{step}", now + Timeout));
                    break;
                case 2:
                    End(_held.GiveBack(some, Front) is { } given ? [given] : []);
                    break;
                case 3:
                    End(_held.TryRedeem(some, FrontsAddress, out var redeemed) ? [redeemed] : []);
                    break;
                case 4 when random.Next(100) == 0:
                    End(_held.GiveBackAll(Other));
                    break;
                default:
                    End(_held.Overdue(now));
                    Assert.All(open.Values, one => Assert.True(one.Until > now));
                    break;
            }

            Assert.Equal(open.Count, _held.Count);
        }

        void End(IReadOnlyList<Reservation> those)
        {
            foreach (var one in those)
            {
                Assert.True(ended.Add(one.Id));
                Assert.True(open.Remove(open.Single(held => held.Value.Id == one.Id).Key));
            }
        }
    }

    private Ticket Add(NodeName front, string id, TimeSpan now)
    {
        var ticket = Ticket.Random();
        var end = new IPEndPoint(IPAddress.Loopback, 1);
        _held.Add(ticket, new Reservation(new TakePlace(front, "c-9", "default", "echo", end, end, false), ActorRefs.Nobody, id), now);
        return ticket;
    }
}
