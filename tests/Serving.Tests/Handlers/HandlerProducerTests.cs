using ActorServer.Serving.Handlers;
using ActorServer.Serving.Loading;
using ActorServer.Serving.Services;
using ActorServer.Serving.Tests.Loading;
using ActorServer.Tests.Shared;
using Akka.TestKit.Xunit2;

namespace ActorServer.Serving.Tests.Handlers;

public class HandlerProducerTests : TestKit
{
    private const string Settings = "greeting { text = \"hello \\\"you\\\" \\\\o/\" }\ntimes = 3";

    [Fact]
    public void A_handler_is_made()
    {
        var connection = PlayedConnection.Reading(this, HandlerProducer.Props(LoadedHandler.Of(typeof(ExampleHandlers.Plain)), "", HandlerServices.None, "default"));
        connection.Send("x");
        connection.ExpectWritten("x");
    }

    [Fact]
    public void A_handler_that_takes_settings_gets_them()
    {
        var connection = PlayedConnection.Of(this, HandlerProducer.Props(LoadedHandler.Of(typeof(ExampleHandlers.Greeting)), Settings, HandlerServices.None, "default"));
        connection.ExpectWritten("hello \"you\" \\o/3");
    }

    [Fact]
    public void A_handler_that_takes_settings_gets_empty_ones_when_there_are_none()
    {
        var connection = PlayedConnection.Of(this, HandlerProducer.Props(LoadedHandler.Of(typeof(ExampleHandlers.Greeting)), "", HandlerServices.None, "default"));
        connection.ExpectWritten("no settings");
    }

    [Theory]
    [InlineData(typeof(ExampleHandlers.FailsWhenMade), "InvalidDataException: no licence")]
    [InlineData(typeof(ExampleHandlers.FailsWhenLoaded), "FormatException: ")]
    public void A_handler_that_cannot_be_made_is_told_to_its_connection(Type type, string error)
    {
        var connection = new PlayedConnection(this, HandlerProducer.Props(LoadedHandler.Of(type), "", HandlerServices.None, "default"));
        Watch(connection.Handler);
        connection.Tell(PlayedConnection.Info);
        connection.Tell(new Akka.IO.Tcp.Connected(PlayedConnection.Info.Peer, PlayedConnection.Info.Local));
        Assert.StartsWith(error, connection.ExpectFailure(), StringComparison.Ordinal);
        ExpectTerminated(connection.Handler, PlayedConnection.Patience);
        connection.ExpectNothing();
    }
}
