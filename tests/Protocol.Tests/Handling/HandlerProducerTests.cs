using ActorServer.Protocol.Handling;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorServer.Protocol.Tests.Handling;

public class HandlerProducerTests : TestKit
{
    private const string Settings = "greeting { text = \"hello \\\"you\\\" \\\\o/\" }\ntimes = 3";

    [Fact]
    public void A_handler_is_made()
    {
        var connection = PlayedConnection.Reading(this, HandlerProducer.Local(Spec(typeof(ExampleHandlers.Plain))));
        connection.Send("x");
        connection.ExpectWritten("x");
    }

    [Fact]
    public void A_handler_that_takes_settings_gets_them()
    {
        var connection = PlayedConnection.Of(this, HandlerProducer.Local(Spec(typeof(ExampleHandlers.Greeting), Settings)));
        connection.ExpectWritten("hello \"you\" \\o/3");
    }

    [Fact]
    public void A_handler_that_takes_settings_gets_empty_ones_when_there_are_none()
    {
        var connection = PlayedConnection.Of(this, HandlerProducer.Local(Spec(typeof(ExampleHandlers.Greeting))));
        connection.ExpectWritten("no settings");
    }

    [Theory]
    [InlineData(typeof(ExampleHandlers.FailsWhenMade), "InvalidDataException: no licence")]
    [InlineData(typeof(ExampleHandlers.FailsWhenLoaded), "FormatException: ")]
    public void A_handler_that_cannot_be_made_is_told_to_its_connection(Type type, string error)
    {
        var connection = new PlayedConnection(this, HandlerProducer.Local(Spec(type)));
        Watch(connection.Handler);
        connection.Tell(PlayedConnection.Info);
        connection.Tell(new Akka.IO.Tcp.Connected(PlayedConnection.Info.Peer, PlayedConnection.Info.Local));
        Assert.StartsWith(error, connection.ExpectFailure(), StringComparison.Ordinal);
        ExpectTerminated(connection.Handler, PlayedConnection.Patience);
        connection.ExpectNothing();
    }

    [Fact]
    public void What_travels_to_a_worker_makes_the_same_handler_there()
    {
        var travelling = HandlerProducer.Travelling(Spec(typeof(ExampleHandlers.Greeting), Settings));
        Assert.Equal(typeof(HandlerProducer), travelling.Type);
        // As Akka.Remote does it: the type and the arguments are all that arrives.
        var arrived = Props.CreateBy((IIndirectActorProducer)Activator.CreateInstance(travelling.Type, travelling.Arguments)!);
        PlayedConnection.Of(this, arrived).ExpectWritten("hello \"you\" \\o/3");
    }

    [Fact]
    public void What_travels_is_text_alone()
    {
        var travelling = HandlerProducer.Travelling(Spec(typeof(ExampleHandlers.Plain)) with { Path = "/handlers" });
        Assert.Equal(new object[] { ExampleHandlers.NameOf(typeof(ExampleHandlers.Plain)), "/handlers", "" }, travelling.Arguments);
    }

    private static HandlerSpec Spec(Type type, string settings = "") => new("name", type, ExampleHandlers.NameOf(type), null, settings);
}
