using System.Net;
using System.Net.Sockets;
using ActorServer.Server.Accepting;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.Configuration;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServer.Server.Tests.Accepting;

/// <summary>Clients whom Akka.IO accepts and does not hand over hold up nobody. Time passes as a test says.</summary>
public sealed class LostClientsTests : TestKit
{
    private static readonly Config NoTimePasses = "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"";

    private readonly TestProbe _service;
    private readonly TestProbe _listener;

    public LostClientsTests()
        : base(NoTimePasses.WithFallback(ConfigurationFactory.ParseString(AkkaIoAcceptor.AkkaConfig)))
    {
        _service = CreateTestProbe();
        _listener = CreateTestProbe();
    }

    [Fact]
    public void Whatever_fails_when_a_socket_is_taken_is_told_to_the_acceptor()
    {
        var released = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        released.Dispose();

        Sys.ActorOf(Props.Create(() => new Connecting(new AcceptedSocketOption(TestActor), released)));

        ExpectMsg<AcceptedSocketOption.NotTaken>(SocketPair.Patience);
    }

    [Fact]
    public void Clients_behind_one_that_Akka_has_lost_are_served_in_order_a_second_later()
    {
        using SocketPair second = new(), third = new();
        var acceptor = Accept();

        Report(acceptor, null, AcceptedClient.Of(second.Accepted), AcceptedClient.Of(third.Accepted));

        _service.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        PassUntil(() => _service.HasMessages);
        Assert.Equal(second.Peer.LocalEndPoint, _service.ExpectMsg<Listener.Accepted>(SocketPair.Patience).Client.Peer);
        Assert.Equal(third.Peer.LocalEndPoint, _service.ExpectMsg<Listener.Accepted>(SocketPair.Patience).Client.Peer);
    }

    [Fact]
    public void Clients_that_an_acceptor_holds_when_it_is_stopped_are_told_to_the_service()
    {
        using SocketPair leaving = new(), waiting = new();
        var acceptor = Accept();
        Report(acceptor, null, AcceptedClient.Of(waiting.Accepted));
        var unhurried = CreateTestProbe();
        acceptor.Tell(new AcceptedSocketOption.Taken(AcceptedClient.Of(leaving.Accepted)), unhurried);
        unhurried.ExpectMsg<Tcp.Abort>(SocketPair.Patience);

        Sys.Stop(acceptor);

        Assert.Equal(waiting.Peer.LocalEndPoint, _service.ExpectMsg<Listener.Accepted>(SocketPair.Patience).Client.Peer);
        Assert.Equal(leaving.Peer.LocalEndPoint, _service.ExpectMsg<Listener.GivenUp>(SocketPair.Patience).Client.Peer);
    }

    private IActorRef Accept()
    {
        var acceptor = _listener.ChildActorOf(Acceptor.Props(
            AcceptorKind.AkkaIo, new ListeningPort(new IPEndPoint(IPAddress.Loopback, 0), Backlog: 16, KeepAlive: null), _service, NullLogger.Instance));
        _listener.ExpectMsg<Acceptor.Bound>(SocketPair.Patience);
        return acceptor;
    }

    /// <summary>As Akka.IO's connection actors do, numbered from the first on; one that is null says nothing.</summary>
    private void Report(IActorRef acceptor, params AcceptedClient?[] clients)
    {
        var gone = CreateTestProbe();
        Sys.ActorOf(Props.Create(() => new Reporting(acceptor, gone, clients)));
        for (var i = 0; i < clients.Count(client => client is not null); i++)
            gone.ExpectMsg("gone", SocketPair.Patience);
    }

    private void PassUntil(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                ((TestScheduler)Sys.Scheduler).Advance(AkkaIoAcceptor.MissingPatience);
                return condition();
            },
            SocketPair.Patience));

    /// <summary>A connection actor of Akka.IO's, as far as the option is concerned.</summary>
    private sealed class Connecting(Inet.SocketOption option, Socket socket) : UntypedActor
    {
        protected override void PreStart() => option.AfterConnect(socket);

        protected override void OnReceive(object message)
        {
        }
    }

    /// <summary>Akka.IO's listener, as far as the names of its children are concerned.</summary>
    private sealed class Reporting(IActorRef acceptor, IActorRef gone, AcceptedClient?[] clients) : UntypedActor
    {
        protected override void PreStart()
        {
            foreach (var client in clients)
                Context.ActorOf(Props.Create(() => new Reported(acceptor, gone, client)));
        }

        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class Reported(IActorRef acceptor, IActorRef gone, AcceptedClient? client) : UntypedActor
    {
        protected override void PreStart()
        {
            if (client is not null)
                acceptor.Tell(new AcceptedSocketOption.Taken(client), Self);
        }

        protected override void OnReceive(object message) => Context.Stop(Self);

        protected override void PostStop() => gone.Tell("gone");
    }
}
