using System.Net;
using System.Net.Sockets;
using ActorServer.Server.Accepting;
using ActorServer.Server.Configuration;
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
    public void A_port_in_use_is_said()
    {
        var (_, address) = Listen();
        Start(address.Port);
        var failed = _service.ExpectMsg<Listener.BindFailed>(SocketPair.Patience);
        Assert.Equal($"cannot listen on {address}: Address already in use", failed.Error);
    }

    [Fact]
    public void An_address_that_cannot_be_had_is_said()
    {
        _service.ChildActorOf(Listener.Props(new ListenSettings("192.0.2.1", 0, 16, _acceptor), NullLogger.Instance));
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
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.ReceiveTimeout = (int)SocketPair.Patience.TotalMilliseconds;
        client.Connect(address);
        return client;
    }

    private IActorRef Start(int port) =>
        _service.ChildActorOf(Listener.Props(new ListenSettings("127.0.0.1", port, 16, _acceptor), NullLogger.Instance));

    private (IActorRef Listener, IPEndPoint Address) Listen()
    {
        var listener = Start(0);
        return (listener, (IPEndPoint)_service.ExpectMsg<Listener.ListenerBound>(SocketPair.Patience).Address);
    }

    private Socket ExpectAccepted(out EndPoint peer)
    {
        var client = _service.ExpectMsg<Listener.Accepted>(SocketPair.Patience).Client;
        peer = client.Peer;
        return client.Socket;
    }
}
