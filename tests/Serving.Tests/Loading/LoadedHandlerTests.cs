using ActorServer.Serving.Loading;

namespace ActorServer.Serving.Tests.Loading;

public sealed class LoadedHandlerTests
{
    [Theory]
    [InlineData(typeof(ExampleHandlers.Plain), HandlerKind.Actor)]
    [InlineData(typeof(Serving), HandlerKind.Stream)]
    [InlineData(typeof(Derived), HandlerKind.Stream)]
    [InlineData(typeof(PlayedConnectionHandler), HandlerKind.Connection)]
    [InlineData(typeof(DerivedConnectionHandler), HandlerKind.Connection)]
    [InlineData(typeof(Microsoft.AspNetCore.Connections.ConnectionHandler), null)]
    [InlineData(typeof(ExampleHandlers.Abstract), null)]
    [InlineData(typeof(ExampleHandlers.Generic<>), null)]
    [InlineData(typeof(ExampleHandlers.OtherActor), null)]
    [InlineData(typeof(StreamHandler), null)]
    public void A_handlers_kind_is_what_it_is_written_as(Type type, HandlerKind? kind) => Assert.Equal(kind, LoadedHandler.KindOf(type));

    [Fact]
    public void It_is_decided_when_the_handler_is_loaded()
    {
        Assert.Equal(HandlerKind.Stream, HandlerLoader.Load($"{typeof(Serving).FullName}, {ExampleHandlers.Assembly}", null).Kind);
        Assert.Equal(HandlerKind.Actor, HandlerLoader.Load(ExampleHandlers.NameOf(typeof(ExampleHandlers.Plain)), null).Kind);
    }

    [Theory]
    [InlineData(HandlerKind.Actor, false)]
    [InlineData(HandlerKind.Stream, true)]
    [InlineData(HandlerKind.Connection, true)]
    public void The_table_has_a_row_for_each_kind_in_order(HandlerKind kind, bool hasSocket) => Assert.Equal(hasSocket, kind.HasSocket());

    [Fact]
    public void What_runs_a_ConnectionHandler_is_missed_when_it_is_loaded() =>
        Assert.Contains(
            "ActorServer.AspNetCore, which runs those, cannot be loaded",
            Assert.Throws<HandlerLoadException>(() => HandlerLoader.Load(ExampleHandlers.NameOf(typeof(PlayedConnectionHandler)), null)).Message, StringComparison.Ordinal);

    public class Serving : StreamHandler
    {
        public override Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation) => Task.CompletedTask;
    }

    public sealed class Derived : Serving;
}
