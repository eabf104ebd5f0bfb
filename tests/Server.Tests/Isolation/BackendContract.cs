using System.Net;
using System.Text;
using ActorServer.Serving.Loading;
using Akka.Actor;
using Akka.Configuration;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Server.Tests.Isolation;

/// <summary>What every isolation backend promises. A probe plays the service, another each connection.</summary>
public abstract class BackendContract : TestKit
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(200);
    private static readonly IPEndPoint Peer = new(IPAddress.Loopback, 41234);
    private static readonly IPEndPoint Local = new(IPAddress.Loopback, 7788);

    private readonly TestProbe _service;
    private IActorRef _backend = ActorRefs.Nobody;

    protected BackendContract(Config config)
        : base(config)
    {
        _service = CreateTestProbe("service");
    }

    [Fact]
    public void It_is_ready_once()
    {
        _backend = _service.ChildActorOf(BackendFor(TestBackends.Handler<ContractHandler>()), "backend");
        Assert.True(_service.ExpectMsg<IsolationBackend.Ready>(Patience).Capacity >= 1);
        _service.ExpectNoMsg(AWhile);
    }

    [Fact]
    public void A_handler_is_given_its_connection_and_serves_it()
    {
        var connection = Serve(Start<ContractHandler>(), "c-1");
        Assert.StartsWith("c-1 test ", Ask(connection, "who"), StringComparison.Ordinal);
        CloseFromHandler(connection);
        ExpectEnded("c-1");
    }

    [Fact]
    public void One_handler_after_the_other_ends_exactly_once_each()
    {
        var backend = Start<ContractHandler>();
        for (var i = 1; i <= 3; i++)
        {
            CloseFromHandler(Serve(backend, $"c-{i}"));
            backend.Tell(new IsolationBackend.ConnectionEnded($"c-{i}"), _service);
            ExpectEnded($"c-{i}");
        }

        _service.ExpectNoMsg(AWhile);
    }

    [Fact]
    public void A_handler_that_throws_is_reported_to_its_connection_and_ends()
    {
        var connection = Serve(Start<ContractHandler>(), "c-1");
        Say(connection, "throw");
        Assert.Equal("OwnException: own", ExpectPastReading<HandlerFailed>(connection).Error);
        ExpectEnded("c-1");
    }

    [Fact]
    public void A_handler_that_throws_in_a_task_is_reported_to_its_connection_and_ends()
    {
        var connection = Serve(Start<ContractHandler>(), "c-1");
        Say(connection, "throw later");
        Assert.Contains("own", ExpectPastReading<HandlerFailed>(connection).Error, StringComparison.Ordinal);
        ExpectEnded("c-1");
    }

    [Fact]
    public void A_handler_that_cannot_be_made_is_reported_to_its_connection_and_ends()
    {
        var connection = CreateTestProbe();
        Start<UnmakeableHandler>().Tell(Request("c-1", connection), _service);
        Assert.Equal("InvalidOperationException: cannot be made", ExpectPastReading<HandlerFailed>(connection).Error);
        ExpectEnded("c-1");
    }

    [Fact]
    public void A_handler_that_stops_itself_has_ended()
    {
        Say(Serve(Start<ContractHandler>(), "c-1"), "stop");
        ExpectEnded("c-1");
    }

    [Fact]
    public void When_the_connection_is_over_the_handler_ends()
    {
        var backend = Start<ContractHandler>();
        Serve(backend, "c-1");
        backend.Tell(new IsolationBackend.ConnectionEnded("c-1"), _service);
        ExpectEnded("c-1");
        _service.ExpectNoMsg(AWhile);
    }

    [Fact]
    public void It_says_when_it_has_stopped()
    {
        var backend = Start<ContractHandler>();
        CloseFromHandler(Serve(backend, "c-1"));
        ExpectEnded("c-1");
        backend.Tell(IsolationBackend.Stop.Instance, _service);
        _service.ExpectMsg<IsolationBackend.Stopped>(Patience);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The backend first: the test kit's probes and what is below them are stopped after remoting, when an actor can no
    /// longer hear that what it has deployed has stopped.
    /// </remarks>
    protected override void AfterAll()
    {
        var watcher = CreateTestProbe();
        watcher.Watch(_backend);
        Sys.Stop(_backend);
        watcher.ExpectTerminated(_backend, Patience);
        base.AfterAll();
    }

    /// <summary>The props of the backend under test, with this handler.</summary>
    private protected abstract Props BackendFor(HandlerSpec handler);

    private protected IActorRef Start<THandler>()
        where THandler : ActorHandler =>
        Start(TestBackends.Handler<THandler>());

    private protected IActorRef Start(HandlerSpec handler)
    {
        _backend = _service.ChildActorOf(BackendFor(handler), "backend");
        _service.ExpectMsg<IsolationBackend.Ready>(Patience);
        return _backend;
    }

    private protected TestProbe Serve(IActorRef backend, string id)
    {
        var connection = CreateTestProbe();
        backend.Tell(Request(id, connection), _service);
        ExpectPastReading<Tcp.Register>(connection);
        return connection;
    }

    private protected static string Ask(TestProbe connection, string question)
    {
        Say(connection, question);
        return ExpectPastReading<Tcp.Write>(connection).Data.ToString(Encoding.UTF8);
    }

    private protected static void CloseFromHandler(TestProbe connection)
    {
        Say(connection, "close");
        ExpectPastReading<Tcp.Close>(connection);
        connection.Reply(Tcp.Closed.Instance);
    }

    private protected static T ExpectPastReading<T>(TestProbe connection) =>
        (T)connection.FishForMessage(message => message is T, max: Patience);

    /// <summary>What the service is told of its cap from now on is not looked at.</summary>
    private protected void IgnoreCaps() => _service.IgnoreMessages(message => message is IsolationBackend.Ready);

    private protected void ExpectEnded() => _service.ExpectMsg<IsolationBackend.HandlerEnded>(Patience);

    private protected void ExpectEnded(string id) => Assert.Equal(id, _service.ExpectMsg<IsolationBackend.HandlerEnded>(Patience).Id);

    private protected static void Say(TestProbe connection, string text) => connection.Reply(new Tcp.Received(ByteString.FromString(text)));

    private protected static IsolationBackend.Serve Request(string id, IActorRef connection) =>
        new(new ConnectionInfo(id, "default", "test", Peer, Local), connection);
}
