using ActorServer.Serving.Handlers;
using ActorServer.Serving.Loading;
using ActorServer.Serving.Services;
using ActorServer.Tests.Shared;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorServer.Serving.Tests.Services;

public sealed class HandlerServicesTests : TestKit
{
    private readonly Disposals _disposals = new();
    private readonly RecordedScopes _log = new();
    private readonly ServiceProvider _provider;
    private readonly HandlerServices _services;

    public HandlerServicesTests()
    {
        _provider = new ServiceCollection()
            .AddSingleton<IClock, Noon>()
            .AddKeyedSingleton<IClock, Noon>("wall")
            .AddSingleton(_disposals)
            .AddScoped<Visit>()
            .AddLogging(logging => logging.AddProvider(_log))
            .BuildServiceProvider(validateScopes: true);
        _services = HandlerServices.Of(_provider);
    }

    [Theory]
    [InlineData(typeof(ServedHandlers.Telling))]
    [InlineData(typeof(ServedHandlers.StreamTelling))]
    public void A_handler_gets_services_its_settings_and_a_log_that_names_its_connection(Type type)
    {
        var connection = PlayedConnection.Of(this, PropsOf(type, "place = here"));
        connection.ExpectWritten("noon here True");
        Assert.Equal(
            $"ServedHandlers.{type.Name} [Service:default Connection:{connection.Handler.Path.Name}] connected",
            "ServedHandlers." + Assert.Single(_log.Entries));
    }

    [Theory]
    [InlineData(typeof(ServedHandlers.Telling))]
    [InlineData(typeof(ServedHandlers.StreamTelling))]
    public void What_was_made_for_a_handler_is_disposed_when_it_has_stopped_once(Type type)
    {
        var connection = Connected(type);
        Assert.Equal(0, _disposals.Count);
        connection.EndWith(Tcp.Closed.Instance);
        Assert.Equal(1, _disposals.Count);
        Assert.Equal($"Visit [Service:default Connection:{connection.Handler.Path.Name}] over", _log.Entries.Last());
    }

    [Theory]
    [InlineData(typeof(ServedHandlers.Telling))]
    [InlineData(typeof(ServedHandlers.StreamTelling))]
    public void It_is_disposed_when_the_handler_fails(Type type)
    {
        var connection = Connected(type);
        Watch(connection.Handler);
        connection.Send("x");
        ExpectTerminated(connection.Handler, PlayedConnection.Patience);
        Assert.Equal(1, _disposals.Count);
    }

    [Fact]
    public void It_is_disposed_when_the_handler_is_stopped_from_outside()
    {
        var connection = Connected(typeof(ServedHandlers.Telling));
        Watch(connection.Handler);
        Sys.Stop(connection.Handler);
        ExpectTerminated(connection.Handler, PlayedConnection.Patience);
        Assert.Equal(1, _disposals.Count);
    }

    [Fact]
    public void It_is_disposed_when_the_handler_cannot_be_made()
    {
        var connection = new PlayedConnection(this, PropsOf(typeof(ServedHandlers.FailsWhenMade)));
        connection.Tell(PlayedConnection.Info);
        connection.Tell(new Tcp.Connected(PlayedConnection.Info.Peer, PlayedConnection.Info.Local));
        Assert.Equal("InvalidDataException: no licence", connection.ExpectFailure());
        Assert.Equal(1, _disposals.Count);
    }

    [Fact]
    public void It_is_disposed_when_the_handler_does_not_start()
    {
        var parent = Sys.ActorOf(Producer<StoppingParent>.Props(() => new StoppingParent()));
        parent.Tell(PropsOf(typeof(ServedHandlers.FailsWhenStarted)));
        Watch(ExpectMsg<IActorRef>(PlayedConnection.Patience));
        AwaitAssert(() => Assert.Equal(1, _disposals.Count), PlayedConnection.Patience);
    }

    [Fact]
    public async Task Who_ends_a_process_can_wait_for_what_is_still_being_disposed()
    {
        var mayEnd = new TaskCompletionSource();
        _disposals.Until = mayEnd.Task;
        var connection = Connected(typeof(ServedHandlers.Telling));
        connection.EndWith(Tcp.Closed.Instance);
        var ended = _services.Ended;
        Assert.False(ended.IsCompleted);
        mayEnd.SetResult();
        await ended.WaitAsync(PlayedConnection.Patience);
    }

    [Fact]
    public void Services_with_a_key_and_those_that_need_not_be_there_are_understood() =>
        PlayedConnection.Of(this, PropsOf(typeof(ServedHandlers.Choosy))).ExpectWritten("noon True");

    [Fact]
    public void Of_several_constructors_the_marked_one_makes_it() =>
        PlayedConnection.Of(this, PropsOf(typeof(ServedHandlers.Marked))).ExpectWritten("noon");

    [Theory]
    [InlineData(typeof(ServedHandlers.Telling))]
    [InlineData(typeof(ServedHandlers.Choosy))]
    [InlineData(typeof(Loading.ExampleHandlers.Plain))]
    public async Task A_handler_whose_services_are_there_passes_the_trial(Type type) => await _services.TryAsync(LoadedHandler.Of(type));

    [Fact]
    public async Task What_a_trial_has_made_is_disposed()
    {
        await _services.TryAsync(LoadedHandler.Of(typeof(ServedHandlers.Telling)));
        Assert.Equal(1, _disposals.Count);
    }

    [Fact]
    public async Task A_service_that_is_missing_is_named()
    {
        await using var empty = new ServiceCollection().AddLogging().BuildServiceProvider();
        Assert.Equal(
            $"handler {typeof(ServedHandlers.Telling).FullName}: no service for IClock (parameter clock)",
            await ErrorOf(HandlerServices.Of(empty), typeof(ServedHandlers.Telling)));
        Assert.Equal(
            $"handler {typeof(ServedHandlers.Choosy).FullName}: no service for IClock (parameter clock)",
            await ErrorOf(HandlerServices.None, typeof(ServedHandlers.Choosy)));
    }

    [Fact]
    public async Task A_logger_that_is_missing_is_named_with_what_it_is_for()
    {
        await using var bare = new ServiceCollection().AddSingleton<IClock, Noon>().AddSingleton(_disposals).AddScoped<Visit>().BuildServiceProvider();
        Assert.EndsWith("no service for ILogger<Telling> (parameter log)", await ErrorOf(HandlerServices.Of(bare), typeof(ServedHandlers.Telling)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_cannot_be_made_is_named_with_the_reason()
    {
        await using var broken = new ServiceCollection().AddScoped<Visit>().BuildServiceProvider();
        Assert.StartsWith(
            $"handler {typeof(ServedHandlers.FailsWhenStarted).FullName}: the service Visit (parameter visit) cannot be made: InvalidOperationException: Unable to resolve service for type '{typeof(Disposals).FullName}'",
            await ErrorOf(HandlerServices.Of(broken), typeof(ServedHandlers.FailsWhenStarted)), StringComparison.Ordinal);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _provider.Dispose();
    }

    private static async Task<string> ErrorOf(HandlerServices services, Type type) =>
        (await Assert.ThrowsAsync<HandlerLoadException>(() => services.TryAsync(LoadedHandler.Of(type)))).Message;

    private Props PropsOf(Type type, string settings = "") => HandlerProducer.Props(LoadedHandler.Of(type), settings, _services, "default");

    private PlayedConnection Connected(Type type)
    {
        var connection = PlayedConnection.Of(this, PropsOf(type));
        connection.ExpectWritten("noon nowhere True");
        return connection;
    }

    /// <summary>Makes a child that fails to start, and tells of it.</summary>
    private sealed class StoppingParent : UntypedActor
    {
        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

        protected override void OnReceive(object message) => Sender.Tell(Context.ActorOf((Props)message));
    }
}
