using System.Net;
using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Server.Accepting;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServer.Server.Tests.Accepting;

/// <summary>What holds whoever accepts.</summary>
public abstract class ListenerTests : TestKit
{
    private const int Pairs = 500;

    private static readonly TimeSpan AMoment = TimeSpan.FromMilliseconds(300);

    private readonly AcceptorKind _acceptor;
    private readonly TestProbe _service;

    private protected ListenerTests(AcceptorKind acceptor)
        : base(AkkaIoAcceptor.AkkaConfig)
    {
        _acceptor = acceptor;
        _service = CreateTestProbe();
    }

    [Fact]
    public void Clients_are_handed_over_in_the_order_in_which_they_connected()
    {
        var (_, address) = Listen();
        for (var i = 0; i < Pairs; i++)
        {
            // Two at once meet a listener that waits.
            using var first = Connect(address);
            using var second = Connect(address);
            Assert.Equal(first.LocalEndPoint, Peer());
            Assert.Equal(second.LocalEndPoint, Peer());
        }

        EndPoint Peer()
        {
            using var socket = ExpectAccepted(out var peer);
            return peer;
        }
    }

    [Fact]
    public async Task The_receiver_of_a_client_has_its_socket()
    {
        var (_, address) = Listen();
        using var client = Connect(address);
        using var accepted = ExpectAccepted(out _);
        Assert.True(accepted.NoDelay);
        Assert.Equal(1, await accepted.SendAsync("!"u8.ToArray()));
        Assert.Equal(1, client.Receive(new byte[1]));
        accepted.Dispose();
        // Nobody else holds a descriptor of it.
        Assert.Equal(0, client.Receive(new byte[1]));
    }

    [Fact]
    public void Clients_are_probed_as_it_is_set()
    {
        var keepAlive = new KeepAlive(TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(3), 2);
        Start("127.0.0.1", keepAlive: keepAlive);
        using var client = Connect(ExpectBound()[0]);
        using var accepted = ExpectAccepted(out _);
        Assert.True(KeepAlive.IsOn(accepted));
        Assert.Equal(keepAlive, KeepAlive.Of(accepted));
    }

    [Fact]
    public void Clients_are_not_probed_where_that_is_off()
    {
        var (_, address) = Listen();
        using var client = Connect(address);
        using var accepted = ExpectAccepted(out _);
        Assert.False(KeepAlive.IsOn(accepted));
    }

    [FactForIPv6]
    public void All_addresses_are_those_of_both_families_and_a_client_has_the_address_that_it_knows()
    {
        Start("::");
        var address = Assert.Single(ExpectBound());
        Assert.Equal(IPAddress.IPv6Any, address.Address);
        foreach (var loopback in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            using var client = Connect(new IPEndPoint(loopback, address.Port));
            var accepted = _service.ExpectMsg<Listener.Accepted>(SocketPair.Patience).Client;
            using var socket = accepted.Socket;
            Assert.Equal(client.LocalEndPoint, accepted.Peer);
            Assert.Equal(client.RemoteEndPoint, accepted.Local);
        }
    }

    [Fact]
    public void A_name_listens_on_every_address_that_it_has_on_one_port_until_it_is_unbound()
    {
        IPAddress[] both = [IPAddress.Loopback, IPAddress.Parse("127.0.0.2")];
        var listener = Start("a.name", addresses: both);
        var bound = ExpectBound();
        Assert.Equal(both, bound.Select(address => address.Address));
        Assert.Single(bound.Select(address => address.Port).Distinct());
        foreach (var address in bound)
        {
            using var client = Connect(address);
            using var accepted = ExpectAccepted(out var peer);
            Assert.Equal(client.LocalEndPoint, peer);
        }

        listener.Tell(Listener.Unbind.Instance);

        _service.ExpectMsg<Listener.Unbound>(SocketPair.Patience);
        Assert.All(bound, address => Assert.Throws<SocketException>(() => Connect(address)));
    }

    [Fact]
    public void An_address_of_a_name_that_cannot_be_had_is_said()
    {
        Start("a.name", addresses: [IPAddress.Loopback, IPAddress.Parse("192.0.2.1")]);
        var failed = _service.ExpectMsg<Listener.BindFailed>(SocketPair.Patience);
        Assert.Matches("^cannot listen on 192.0.2.1:[0-9]+: Cannot assign requested address$", failed.Error);
    }

    [Fact]
    public void A_name_without_an_address_is_said()
    {
        Start("a.name", addresses: []);
        Assert.Equal("cannot resolve a.name: it has no address", _service.ExpectMsg<Listener.BindFailed>(SocketPair.Patience).Error);
    }

    [Fact]
    public void One_of_several_ports_that_is_lost_is_bound_again_and_the_others_are_left_alone()
    {
        var listener = Start("a.name", addresses: [IPAddress.Loopback, IPAddress.Parse("127.0.0.2")]);
        var bound = ExpectBound();

        Sys.ActorSelection(listener.Path / "acceptor-1").Tell(Kill.Instance);

        using (Connect(bound[1]))
            ExpectAccepted(out _).Dispose();
        AwaitAssert(
            () =>
            {
                using var next = Connect(bound[0]);
                _service.ExpectMsg<Listener.Accepted>(AMoment).Client.Socket.Dispose();
            },
            SocketPair.Patience);
    }

    [Fact]
    public void A_port_in_use_is_said()
    {
        var (_, address) = Listen();
        Start("127.0.0.1", address.Port);
        var failed = _service.ExpectMsg<Listener.BindFailed>(SocketPair.Patience);
        Assert.Equal($"cannot listen on {address}: Address already in use", failed.Error);
    }

    [Fact]
    public void An_address_that_cannot_be_had_is_said()
    {
        Start("192.0.2.1");
        var failed = _service.ExpectMsg<Listener.BindFailed>(SocketPair.Patience);
        Assert.Equal("cannot listen on 192.0.2.1:0: Cannot assign requested address", failed.Error);
    }

    [Fact]
    public async Task Unbound_is_said_when_the_port_is_free()
    {
        var (listener, address) = Listen();
        using var client = Connect(address);
        using var accepted = ExpectAccepted(out _);
        Watch(listener);

        listener.Tell(Listener.Unbind.Instance);

        _service.ExpectMsg<Listener.Unbound>(SocketPair.Patience);
        ExpectTerminated(listener, SocketPair.Patience);
        Assert.Equal(SocketError.ConnectionRefused, Assert.Throws<SocketException>(() => Connect(address)).SocketErrorCode);
        // Who has been accepted is the service's business.
        Assert.Equal(1, await accepted.SendAsync("!"u8.ToArray()));
        Assert.Equal(1, client.Receive(new byte[1]));
    }

    [Fact]
    public void A_listener_that_is_told_to_unbind_while_it_binds_leaves_the_port_free()
    {
        for (var i = 0; i < 20; i++)
        {
            var (first, address) = Listen();
            first.Tell(Listener.Unbind.Instance);
            _service.ExpectMsg<Listener.Unbound>(SocketPair.Patience);

            Start("127.0.0.1", address.Port).Tell(Listener.Unbind.Instance);

            _service.FishForMessage(message => message is Listener.Unbound, SocketPair.Patience);
            // Whoever is told so may bind it.
            using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            other.Bind(address);
            other.Listen();
        }
    }

    [Fact]
    public async Task A_port_that_is_lost_is_bound_again()
    {
        var (listener, address) = Listen();
        using var before = Connect(address);
        using var first = ExpectAccepted(out _);

        Sys.ActorSelection(listener.Path / "*").Tell(Kill.Instance);

        // One that meets the old port's end is lost with it.
        AwaitAssert(
            () =>
            {
                using var next = Connect(address);
                _service.ExpectMsg<Listener.Accepted>(AMoment).Client.Socket.Dispose();
            },
            SocketPair.Patience);
        Assert.Equal(1, await first.SendAsync("!"u8.ToArray()));
        Assert.Equal(1, before.Receive(new byte[1]));
    }

    [Fact]
    public void A_listener_that_is_stopped_leaves_the_port_free()
    {
        var (listener, address) = Listen();
        Sys.Stop(listener);
        AwaitAssert(() => Assert.Throws<SocketException>(() => Connect(address)), SocketPair.Patience);
    }

    private static Socket Connect(IPEndPoint address)
    {
        var client = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        client.ReceiveTimeout = (int)SocketPair.Patience.TotalMilliseconds;
        client.Connect(address);
        return client;
    }

    private IActorRef Start(string host, int port = 0, KeepAlive? keepAlive = null, params IPAddress[] addresses) =>
        _service.ChildActorOf(Listener.Props(
            new ListenSettings([new ListenAddress.Internet(host, port)], 16, _acceptor, keepAlive), NullLogger.Instance, lookUp: _ => Task.FromResult(addresses)));

    private (IActorRef Listener, IPEndPoint Address) Listen()
    {
        var listener = Start("127.0.0.1");
        return (listener, Assert.Single(ExpectBound()));
    }

    private IReadOnlyList<IPEndPoint> ExpectBound() =>
        [.. _service.ExpectMsg<Listener.ListenerBound>(SocketPair.Patience).Addresses.Cast<IPEndPoint>()];

    private Socket ExpectAccepted(out EndPoint peer)
    {
        var client = _service.ExpectMsg<Listener.Accepted>(SocketPair.Patience).Client;
        peer = client.Peer;
        return client.Socket;
    }
}
