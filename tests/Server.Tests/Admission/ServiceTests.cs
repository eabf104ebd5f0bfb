using System.Net;
using System.Net.Sockets;
using ActorServer.Handlers;
using ActorServer.Server.Accepting;
using ActorServer.Server.Admission;
using ActorServer.Server.Connections;
using ActorServer.Server.Settings;
using ActorServer.Server.Tests.Isolation;
using ActorServer.Serving.Handlers;
using ActorServer.Serving.Loading;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Server.Tests.Admission;

/// <summary>Clients are real sockets on a real listener; probes play the root, the backend and the handlers.</summary>
public sealed class ServiceTests : TestKit
{
    private static readonly TimeSpan Patience = SocketPair.Patience;
    private static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(100);

    private readonly List<Socket> _clients = [];
    private readonly RecordedLog _log = new();
    private readonly TestProbe _root;
    private readonly TestProbe _backend;
    private readonly IActorRef _service;
    private readonly IActorRef _played;
    private IPEndPoint _address = new(IPAddress.Loopback, 0);

    public ServiceTests()
        : base(AkkaIoAcceptor.AkkaConfig)
    {
        _root = CreateTestProbe("root");
        _backend = CreateTestProbe("backend");
        var limits = new LimitSettings(MaxConnections: 1, MaxWaiting: 1, default, TimeSpan.FromSeconds(2), default, default, default, default);
        var settings = new ServiceSettings(
            "default", new ListenSettings([new ListenAddress.Internet("127.0.0.1", 0)], 16, AcceptorKind.AkkaIo), TestBackends.Settings("played", typeof(PlayedBackend)),
            new HandlerSpec("echo", LoadedHandler.Of(typeof(EchoHandler)), "", null, ""), limits);
        _service = _root.ChildActorOf(
            Service.Props(settings, new ConnectionIds(), Producer<PlayedBackend>.Props(() => new PlayedBackend(_backend)), _log), "service");
        _backend.ExpectMsg(PlayedBackend.Started, Patience);
        _played = _backend.LastSender;
    }

    [Fact]
    public void Nothing_is_bound_before_the_backend_is_ready_and_nothing_served_before_all_are_bound()
    {
        _root.ExpectNoMsg(AWhile);
        Bind();
        Connect();
        _backend.ExpectNoMsg(AWhile);
        _service.Tell(Service.Open.Instance);
        Assert.Equal("c-1", _backend.ExpectMsg<IsolationBackend.Serve>(Patience).Info.Id);
    }

    [Fact]
    public void One_client_is_served_the_next_is_held_until_connection_and_handler_have_ended_and_the_third_is_refused()
    {
        Open();
        var first = Connect();
        var serving = _backend.ExpectMsg<IsolationBackend.Serve>(Patience);
        Connect();
        var third = Connect();
        AwaitAssert(() => Assert.Contains(" reason=full", Assert.Single(_log.Of("refused")), StringComparison.Ordinal), Patience);
        Assert.Throws<SocketException>(() => third.Receive(new byte[1]));

        Register(serving);
        SocketPair.Abort(first);
        Assert.Equal("c-1", _backend.ExpectMsg<IsolationBackend.ConnectionEnded>(Patience).Id);
        _backend.ExpectNoMsg(AWhile);
        Say(new IsolationBackend.HandlerEnded("c-1"));
        Assert.Equal("c-2", _backend.ExpectMsg<IsolationBackend.Serve>(Patience).Info.Id);
    }

    [Fact]
    public void A_handler_that_ended_before_it_registered_ends_its_connection()
    {
        Open();
        var client = Connect();
        _backend.ExpectMsg<IsolationBackend.Serve>(Patience);
        Say(new IsolationBackend.HandlerEnded("c-1"));
        Assert.Throws<SocketException>(() => client.Receive(new byte[1]));
        AwaitAssert(() => Assert.Contains("reason=handler-failed", Assert.Single(_log.Of("closed")), StringComparison.Ordinal), Patience);
    }

    [Fact]
    public void Draining_serves_those_who_are_served_or_held_and_ends_the_backend_last()
    {
        Open();
        var first = Connect();
        var serving = _backend.ExpectMsg<IsolationBackend.Serve>(Patience);
        Register(serving);
        var held = Connect();
        // The held client is known to be with the service when a third has been refused.
        Connect();
        AwaitAssert(() => Assert.Single(_log.Of("refused")), Patience);

        _service.Tell(Service.Drain.Instance, _root);
        Assert.Equal(2, _root.ExpectMsg<Service.DrainBegun>(Patience).Clients);
        // At once: whoever has heard of the drain meets a closed port.
        Assert.Throws<SocketException>(() => Connect());
        SocketPair.Abort(first);
        _backend.ExpectMsg<IsolationBackend.ConnectionEnded>(Patience);
        Say(new IsolationBackend.HandlerEnded("c-1"));
        var next = _backend.ExpectMsg<IsolationBackend.Serve>(Patience);
        Register(next);
        SocketPair.Abort(held);
        _backend.ExpectMsg<IsolationBackend.ConnectionEnded>(Patience);
        // Its handler may still be finishing.
        _backend.ExpectNoMsg(AWhile);
        Say(new IsolationBackend.HandlerEnded("c-2"));
        _backend.ExpectMsg<IsolationBackend.Stop>(Patience);
        _root.ExpectNoMsg(AWhile);
        Say(IsolationBackend.Stopped.Instance);
        _root.ExpectMsg<Service.Drained>(Patience);
    }

    [Fact]
    public void At_the_drain_deadline_who_is_served_or_held_is_reset_and_counted()
    {
        Open();
        var served = Connect();
        Register(_backend.ExpectMsg<IsolationBackend.Serve>(Patience));
        _service.Tell(Service.Drain.Instance, _root);
        _root.ExpectMsg<Service.DrainBegun>(Patience);
        _service.Tell(Service.DrainDeadline.Instance, _root);
        Assert.Equal(1, _root.ExpectMsg<Service.CutOff>(Patience).Clients);
        Assert.Throws<SocketException>(() => served.Receive(new byte[1]));
        AwaitAssert(() => Assert.Contains("reason=drain-deadline", Assert.Single(_log.Of("closed")), StringComparison.Ordinal), Patience);
    }

    [Fact]
    public void A_handler_that_hangs_does_not_hold_up_the_end_of_a_drain_for_long()
    {
        Open();
        var served = Connect();
        Register(_backend.ExpectMsg<IsolationBackend.Serve>(Patience));
        _service.Tell(Service.Drain.Instance, _root);
        SocketPair.Abort(served);
        _backend.ExpectMsg<IsolationBackend.ConnectionEnded>(Patience);
        _backend.ExpectMsg<IsolationBackend.Stop>(Patience);
    }

    [Fact]
    public void A_backend_that_ends_by_itself_is_the_end_of_the_service()
    {
        Open();
        Sys.Stop(_played);
        Assert.Contains("backend", _root.ExpectMsg<Service.CannotServe>(Patience).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("connections")]
    [InlineData("backend")]
    [InlineData("listener")]
    public void A_part_that_ends_is_the_end_of_the_service_which_then_drains_to_its_end(string part)
    {
        Open();
        var served = Connect();
        Register(_backend.ExpectMsg<IsolationBackend.Serve>(Patience));
        var held = Connect();
        // The held client is known to be with the service when a third has been refused.
        Connect();
        AwaitAssert(() => Assert.Single(_log.Of("refused")), Patience);

        Sys.ActorSelection(_service.Path / part).Tell(Kill.Instance);

        Assert.Contains($"its {part} ended", _root.ExpectMsg<Service.CannotServe>(Patience).Error, StringComparison.Ordinal);
        _service.Tell(Service.Drain.Instance, _root);
        _root.FishForMessage(message => message is Service.DrainBegun, Patience);
        _service.Tell(Service.DrainDeadline.Instance, _root);
        if (part != "backend")
        {
            _backend.FishForMessage(message => message is IsolationBackend.ConnectionEnded, Patience);
            Say(new IsolationBackend.HandlerEnded("c-1"));
            _backend.FishForMessage(message => message is IsolationBackend.Stop, Patience);
            Say(IsolationBackend.Stopped.Instance);
        }

        _root.FishForMessage(message => message is Service.Drained, Patience);
        Assert.Throws<SocketException>(() => served.Receive(new byte[1]));
        Assert.Throws<SocketException>(() => held.Receive(new byte[1]));
        AwaitAssert(() => Assert.Single(_log.Of("closed")), Patience);
        Assert.Equal(2, _log.Of("refused").Count);
    }

    [Fact]
    public void A_client_whom_an_acceptor_has_given_up_is_refused_with_a_line()
    {
        Open();
        using var pair = new SocketPair();

        _service.Tell(new Listener.GivenUp(AcceptedClient.Of(pair.Accepted)));

        AwaitAssert(() => Assert.Contains(" reason=failed", Assert.Single(_log.Of("refused")), StringComparison.Ordinal), Patience);
        Assert.Throws<SocketException>(() => pair.Peer.Receive(new byte[1]));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        foreach (var client in _clients)
            client.Dispose();
    }

    private void Bind()
    {
        Say(new IsolationBackend.Ready(int.MaxValue));
        _root.ExpectMsg<Service.BackendReady>(Patience);
        _service.Tell(Service.Bind.Instance, _root);
        _address = (IPEndPoint)_root.ExpectMsg<Service.Bound>(Patience).Addresses[0];
    }

    private void Open()
    {
        Bind();
        _service.Tell(Service.Open.Instance, _root);
    }

    private Socket Connect()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        _clients.Add(client);
        client.Connect(_address);
        return client;
    }

    /// <summary>As a handler does, so that its connection reads and notices how the client ends.</summary>
    private void Register(IsolationBackend.Serve serving)
    {
        var handler = CreateTestProbe();
        serving.Connection.Tell(new Tcp.Register(handler, keepOpenOnPeerClosed: true), handler);
        serving.Connection.Tell(Tcp.ResumeReading.Instance, handler);
    }

    private void Say(object message) => _played.Tell(message, _backend);
}
