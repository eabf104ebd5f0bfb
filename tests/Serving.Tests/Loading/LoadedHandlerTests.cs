using ActorServer.Serving.Loading;

namespace ActorServer.Serving.Tests.Loading;

public sealed class LoadedHandlerTests
{
    [Theory]
    [InlineData(typeof(ExampleHandlers.Plain), HandlerKind.Actor)]
    [InlineData(typeof(Serving), HandlerKind.Stream)]
    [InlineData(typeof(Derived), HandlerKind.Stream)]
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

    public class Serving : StreamHandler
    {
        public override Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation) => Task.CompletedTask;
    }

    public sealed class Derived : Serving;
}
