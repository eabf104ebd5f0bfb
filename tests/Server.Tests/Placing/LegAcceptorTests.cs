using System.Net;
using System.Net.Sockets;
using ActorServer.Cluster.Places;
using ActorServer.Cluster.Settings;
using ActorServer.Server.Placing;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Server.Tests.Placing;

/// <summary>Legs are real sockets; probes play the front and the service.</summary>
public sealed class LegAcceptorTests : TestKit
{
    private static readonly TimeSpan Patience = SocketPair.Patience;
    private static readonly NodeName Front = new("127.0.0.1", 4053);
    private static readonly IPEndPoint Somewhere = new(IPAddress.Loopback, 1);

    private readonly RecordedLog _log = new();
    private readonly TestProbe _root;
    private readonly TestProbe _service;
    private readonly TestProbe _front;
    private readonly IActorRef _legs;
    private readonly IPEndPoint _address;
    private TimeSpan _now = TimeSpan.Zero;

    public LegAcceptorTests()
    {
        _root = CreateTestProbe();
        _service = CreateTestProbe();
        _front = CreateTestProbe();
        var settings = new ClusterSettings(new NodeName("127.0.0.1", 4054), 0, [ClusterSettings.Workers], [Front], new ClusterTls("", "", ""));
        _legs = _root.ChildActorOf(LegAcceptor.Props(settings, name => name is null or "default" ? [_service.Ref] : [], _log, () => _now), "legs");
        _address = _root.ExpectMsg<LegAcceptor.Ready>(Patience).Address!;
    }

    [Fact]
    public void A_leg_with_a_ticket_goes_to_the_service_that_holds_the_place()
    {
        var taken = Take("c-17");
        Assert.Equal(_address.Port, taken.LegsPort);
        using var leg = Leg(taken.Ticket);
        var serve = _service.ExpectMsg<PlaceOrders.ServeLeg>(Patience);
        Assert.Equal("c-17", serve.Id);
        Assert.Equal(leg.LocalEndPoint, serve.Leg.RemoteEndPoint);
        serve.Leg.Dispose();
    }

    [Fact]
    public void A_ticket_that_was_used_or_forged_gets_nothing()
    {
        var taken = Take("c-17");
        using var first = Leg(taken.Ticket);
        _service.ExpectMsg<PlaceOrders.ServeLeg>(Patience);
        AssertReset(Leg(taken.Ticket));
        AssertReset(Leg(Ticket.Random()));
        _service.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void One_for_which_nobody_comes_is_given_back_and_gets_nothing_later()
    {
        var taken = Take("c-17");
        _now += TimeSpan.FromSeconds(5);
        Assert.Equal("c-17", _service.ExpectMsg<PlaceOrders.Free>(Patience).Id);
        AssertReset(Leg(taken.Ticket));
    }

    [Fact]
    public void A_front_that_gives_back_or_is_lost_frees_its_places()
    {
        _legs.Tell(new PlaceGivenBack(Front, Take("c-17").Ticket));
        Assert.Equal("c-17", _service.ExpectMsg<PlaceOrders.Free>(Patience).Id);
        Take("c-18");
        _legs.Tell(new NodeLost(Front));
        Assert.Equal("c-18", _service.ExpectMsg<PlaceOrders.Free>(Patience).Id);
        // The services' own clients may be there.
        Assert.Equal(Front, _service.ExpectMsg<NodeLost>(Patience).Node);
    }

    [Fact]
    public void Where_there_is_no_such_service_or_no_place_the_front_is_told()
    {
        _legs.Tell(Wanted("other"), _front);
        Assert.Equal("c-42", _front.ExpectMsg<PlaceRefused>(Patience).Client);
        _legs.Tell(Wanted("default"), _front);
        _service.Reply(new PlaceOrders.NotHeld(_service.ExpectMsg<PlaceOrders.Hold>(Patience)));
        Assert.Equal("c-42", _front.ExpectMsg<PlaceRefused>(Patience).Client);
    }

    [Fact]
    public void A_last_word_goes_to_its_service()
    {
        var ended = new LegEnded(Front, "default", "c-42", "worker-died", "3", "signal:9", null);
        _legs.Tell(ended);
        Assert.Same(ended, _service.ExpectMsg<LegEnded>(Patience));
    }

    private static TakePlace Wanted(string service) => new(Front, "c-42", service, "echo", Somewhere, Somewhere, TlsHasEnded: false);

    private PlaceTaken Take(string id)
    {
        _legs.Tell(Wanted("default"), _front);
        _service.Reply(new PlaceOrders.Held(_service.ExpectMsg<PlaceOrders.Hold>(Patience), id));
        var taken = _front.ExpectMsg<PlaceTaken>(Patience);
        Assert.Equal(("c-42", id), (taken.Client, taken.There));
        return taken;
    }

    private Socket Leg(Ticket ticket)
    {
        var leg = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        leg.Connect(_address);
        leg.Send(ticket.ToBytes());
        return leg;
    }

    private static void AssertReset(Socket leg)
    {
        using (leg)
            Assert.Equal(SocketError.ConnectionReset, Assert.Throws<SocketException>(() => leg.Receive(new byte[1])).SocketErrorCode);
    }
}
