using ActorServer.Protocol.Messages;
using ActorServer.Serving.Handlers;
using ActorServer.Serving.Loading;
using ActorServer.Serving.Tests.Loading;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Serving.Tests.Handlers;

/// <summary>A probe plays the server, others the connections.</summary>
public sealed class DeployedHandlersTests : TestKit
{
    private const string Settings = "greeting { text = \"hello \\\"you\\\" \\\\o/\" }\ntimes = 3";
    private static readonly TimeSpan Patience = PlayedConnection.Patience;

    private readonly TestProbe _server;
    private readonly TestProbe _connection;

    public DeployedHandlersTests()
    {
        _server = CreateTestProbe("server");
        _connection = CreateTestProbe("connection");
    }

    [Fact]
    public void What_travels_is_text_alone_and_makes_the_handler_with_its_settings()
    {
        var props = DeployedHandlers.Props(Spec(typeof(ExampleHandlers.Greeting), Settings));
        Assert.Equal(new object[] { ExampleHandlers.NameOf(typeof(ExampleHandlers.Greeting)), "", Settings, 1 }, props.Arguments);
        Start(_server.ChildActorOf(props));
        _connection.ExpectMsg<Tcp.Register>(Patience);
        Assert.Equal("hello \"you\" \\o/3", _connection.ExpectMsg<Tcp.Write>(Patience).Data.ToString());
    }

    [Fact]
    public void It_is_known_in_its_process_as_soon_as_it_is_there()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(DeployedHandlers.Deployed));
        var handlers = Deploy(typeof(ExampleHandlers.Plain));
        Assert.Equal(handlers, ExpectMsg<DeployedHandlers.Deployed>(Patience).Handlers);
    }

    [Fact]
    public void That_a_handler_has_stopped_is_told_once_to_its_connection_which_is_here()
    {
        Start(Deploy(typeof(ExampleHandlers.Plain)));
        var handler = _connection.ExpectMsg<Tcp.Register>(Patience).Handler;
        handler.Tell(Tcp.Closed.Instance, _connection);
        Assert.Equal(PlayedConnection.Info.Id, _connection.FishForMessage<HandlerEnded>(_ => true, Patience).ConnectionId);
        _connection.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_handler_whose_connection_is_over_ends_also_when_it_is_said_right_behind_the_order_to_start_it()
    {
        var handlers = Deploy(typeof(ExampleHandlers.Plain));
        Start(handlers);
        handlers.Tell(new EndHandler(PlayedConnection.Info.Id));
        _connection.FishForMessage<HandlerEnded>(_ => true, Patience);
    }

    [Fact]
    public void Several_at_once_end_each_by_itself_and_one_that_blocks_holds_up_nobody()
    {
        var handlers = _server.ChildActorOf(DeployedHandlers.Props(Spec(typeof(Blocks)), 3), DeployedHandlers.Name);
        var connections = Enumerable.Range(1, 3).Select(_ => CreateTestProbe()).ToArray();
        for (var i = 0; i < connections.Length; i++)
        {
            handlers.Tell(new StartHandler(PlayedConnection.Info with { Id = $"c-{i}" }), connections[i]);
            connections[i].ExpectMsg<Tcp.Register>(Patience);
        }

        connections[0].Reply(new Tcp.Received(ByteString.FromString("block")));
        handlers.Tell(new EndHandler("c-1"));
        Assert.Equal("c-1", connections[1].FishForMessage<HandlerEnded>(_ => true, Patience).ConnectionId);
        handlers.Tell(new EndHandler("c-unknown"));
        Blocks.Release();
        handlers.Tell(new EndHandler("c-0"));
        Assert.Equal("c-0", connections[0].FishForMessage<HandlerEnded>(_ => true, Patience).ConnectionId);
        connections[2].FishForMessage<Tcp.ResumeReading>(_ => true, Patience);
        connections[2].ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_drain_is_told_to_the_handlers_that_are_there_and_to_those_that_come(bool isThere)
    {
        var handlers = Deploy(typeof(SaysWhenDraining));
        if (!isThere)
            handlers.Tell(Draining.Instance);
        Start(handlers);
        if (isThere)
            handlers.Tell(Draining.Instance);
        handlers.Tell(Draining.Instance);
        Assert.Equal("draining", _connection.FishForMessage<Tcp.Write>(_ => true, Patience).Data.ToString());
        _connection.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_handler_that_cannot_be_made_is_told_to_its_connection_and_has_stopped()
    {
        Start(Deploy(typeof(ExampleHandlers.FailsWhenMade)));
        Assert.Equal("InvalidDataException: no licence", _connection.ExpectMsg<HandlerFailed>(Patience).Error);
        _connection.ExpectMsg<HandlerEnded>(Patience);
    }

    private IActorRef Deploy(Type handler) => _server.ChildActorOf(DeployedHandlers.Props(Spec(handler)), DeployedHandlers.Name);

    private void Start(IActorRef handlers) => handlers.Tell(new StartHandler(PlayedConnection.Info), _connection);

    private static HandlerSpec Spec(Type type, string settings = "") => new("name", LoadedHandler.Of(type), ExampleHandlers.NameOf(type), null, settings);

    public sealed class SaysWhenDraining : ExampleHandlers.Plain
    {
        protected override void OnDraining() => Write("draining"u8);
    }

    public sealed class Blocks : ExampleHandlers.Plain
    {
        private static readonly ManualResetEventSlim Released = new();

        public static void Release() => Released.Set();

        protected override void OnReceived(ByteString data) => Released.Wait(Patience);
    }
}
