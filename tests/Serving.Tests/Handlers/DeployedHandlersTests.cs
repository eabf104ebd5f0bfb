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
        Assert.Equal(new object[] { ExampleHandlers.NameOf(typeof(ExampleHandlers.Greeting)), "", Settings }, props.Arguments);
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
    public void A_handler_whose_connection_was_over_before_its_socket_came_ends_at_once_and_the_next_does_not()
    {
        var handlers = Deploy(typeof(ExampleHandlers.Plain));
        handlers.Tell(new EndHandler(PlayedConnection.Info.Id));
        Start(handlers);
        _connection.FishForMessage<HandlerEnded>(_ => true, Patience);
        Start(handlers);
        _connection.ExpectMsg<Tcp.Register>(Patience);
        _connection.FishForMessage<Tcp.ResumeReading>(_ => true, Patience);
        _connection.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
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
}
