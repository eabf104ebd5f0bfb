using System.Net;
using System.Net.Sockets;
using ActorServer.Native.Processes;
using ActorServer.Native.Sockets;
using ActorServer.Server.Accepting;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServer.Server.Tests.Accepting;

/// <summary>A listener with several addresses, one of them a Unix socket, whoever accepts over TCP.</summary>
public sealed class SeveralAddressesTests : TestKit
{
    private static readonly TimeSpan AMoment = TimeSpan.FromMilliseconds(300);

    private readonly UnixFolder _folder = new();
    private readonly TestProbe _service;

    public SeveralAddressesTests()
        : base(AkkaIoAcceptor.AkkaConfig) =>
        _service = CreateTestProbe();

    private ListenAddress.Unix Unix => new(new UnixSocketFile(_folder["a"], UnixFileMode.UserRead | UnixFileMode.UserWrite, null, null));

    private static ListenAddress.Internet Loopback => new("127.0.0.1", 0);

    [Theory]
    [InlineData(AcceptorKind.AkkaIo)]
    [InlineData(AcceptorKind.Socket)]
    internal async Task Clients_come_to_each_of_them(AcceptorKind kind)
    {
        Start(kind, Loopback, Unix, new ListenAddress.Internet("127.0.0.2", 0));
        var bound = ExpectBound();
        Assert.Equal([typeof(IPEndPoint), typeof(UnixDomainSocketEndPoint), typeof(IPEndPoint)], bound.Select(address => address.GetType()));
        Assert.Equal($"unix:{_folder["a"]}", PeerFormat.Format(bound[1]));
        foreach (var address in bound)
        {
            using var client = Connect(address);
            using var accepted = ExpectAccepted().Socket;
            Assert.Equal(1, await accepted.SendAsync("!"u8.ToArray()));
            Assert.Equal(1, client.Receive(new byte[1]));
        }
    }

    [Fact]
    public void A_client_at_a_Unix_socket_is_named_by_its_process_and_user()
    {
        Start(AcceptorKind.AkkaIo, Unix);
        using var client = Connect(ExpectBound()[0]);
        var accepted = ExpectAccepted();
        using var socket = accepted.Socket;
        Assert.Equal(new UnixPeer(Environment.ProcessId, ProcessUser.Effective), accepted.Peer);
        Assert.Equal($"unix:pid={Environment.ProcessId},uid={ProcessUser.Effective}", PeerFormat.Format(accepted.Peer));
        Assert.Equal($"unix:{_folder["a"]}", PeerFormat.Format(accepted.Local));
    }

    [Fact]
    public void A_client_that_has_closed_and_left_nothing_is_gone_but_not_one_that_has_sent_something()
    {
        Start(AcceptorKind.AkkaIo, Unix);
        var address = ExpectBound()[0];
        var silent = Connect(address);
        var first = ExpectAccepted();
        using var one = first.Socket;
        Assert.False(first.IsGone());
        silent.Shutdown(SocketShutdown.Send);
        Assert.False(first.IsGone());
        silent.Dispose();
        Assert.True(first.IsGone());

        var talker = Connect(address);
        var second = ExpectAccepted();
        using var two = second.Socket;
        talker.Send("remember this"u8);
        talker.Dispose();
        Assert.False(second.IsGone());
    }

    [Fact]
    public void Unbinding_removes_the_file()
    {
        var listener = Start(AcceptorKind.AkkaIo, Unix, Loopback);
        ExpectBound();
        listener.Tell(Listener.Unbind.Instance);
        _service.ExpectMsg<Listener.Unbound>(SocketPair.Patience);
        Assert.True(_folder.IsEmpty);
    }

    [Fact]
    public void A_listener_that_is_told_to_unbind_while_it_binds_leaves_no_file()
    {
        for (var i = 0; i < 20; i++)
        {
            Start(AcceptorKind.AkkaIo, Unix).Tell(Listener.Unbind.Instance);
            _service.FishForMessage(message => message is Listener.Unbound, SocketPair.Patience);
            AwaitCondition(() => _folder.IsEmpty, SocketPair.Patience);
        }
    }

    [Fact]
    public void One_that_cannot_be_had_is_said_and_none_is_of_use()
    {
        Start(AcceptorKind.AkkaIo, Unix);
        ExpectBound();
        Start(AcceptorKind.Socket, Loopback, Unix);
        // To the one that is there whoever asks whether it is there is a client.
        var failed = _service.FishForMessage<Listener.BindFailed>(_ => true, SocketPair.Patience);
        Assert.Equal($"cannot listen on unix:{_folder["a"]}: Address already in use", failed.Error);
    }

    [Fact]
    public void A_Unix_socket_that_is_lost_is_bound_again()
    {
        var listener = Start(AcceptorKind.AkkaIo, Loopback, Unix);
        var address = ExpectBound()[1];
        Sys.ActorSelection(listener.Path / "acceptor-2").Tell(Kill.Instance);
        AwaitAssert(
            () =>
            {
                using var next = Connect(address);
                _service.ExpectMsg<Listener.Accepted>(AMoment).Client.Socket.Dispose();
            },
            SocketPair.Patience);
    }

    [FactForIPv6]
    public void A_star_is_both_families_on_one_socket()
    {
        Start(AcceptorKind.Socket, new ListenAddress.Internet("*", 0));
        var address = Assert.IsType<IPEndPoint>(Assert.Single(ExpectBound()));
        Assert.Equal(IPAddress.IPv6Any, address.Address);
        foreach (var loopback in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            using var client = Connect(new IPEndPoint(loopback, address.Port));
            ExpectAccepted().Socket.Dispose();
        }
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Dispose();
    }

    private static Socket Connect(EndPoint address)
    {
        var client = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = (int)SocketPair.Patience.TotalMilliseconds };
        client.Connect(address);
        return client;
    }

    private IActorRef Start(AcceptorKind kind, params ListenAddress[] addresses) =>
        _service.ChildActorOf(Listener.Props(new ListenSettings(addresses, 16, kind), NullLogger.Instance));

    private IReadOnlyList<EndPoint> ExpectBound() => _service.ExpectMsg<Listener.ListenerBound>(SocketPair.Patience).Addresses;

    private AcceptedClient ExpectAccepted() => _service.ExpectMsg<Listener.Accepted>(SocketPair.Patience).Client;
}
