using ActorServer.Protocol.Bootstrap;
using ActorServer.Serving.Loading;
using Akka.Configuration;
using Akka.IO;

namespace ActorServer.RemoteWorker.Tests;

public sealed class WorkerHandlerTests
{
    public WorkerHandlerTests() => new KnownHandlers().Add<Registered>();

    [Fact]
    public async Task A_registered_handler_is_prepared_with_its_settings()
    {
        Assert.Equal(LoadedHandler.Of(typeof(Registered)), await WorkerHandler.PrepareAsync(Bootstrap("limit = 7")));
        Assert.Equal(7, Registered.Prepared);
    }

    [Theory]
    [InlineData("limit = 0", "its settings are wrong: limit = 0 is not allowed")]
    [InlineData("limit = 13", "could not prepare itself: InvalidDataException: bad luck")]
    public async Task What_is_wrong_with_it_is_said_in_one_line(string settings, string error)
    {
        var failure = await Assert.ThrowsAsync<HandlerLoadException>(() => WorkerHandler.PrepareAsync(Bootstrap(settings)));
        Assert.Contains(typeof(Registered).FullName!, failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(error, failure.Message, StringComparison.Ordinal);
    }

    private static WorkerBootstrap Bootstrap(string settings) => new(
        7, "default", "default-w7", "akka://server/user/a", typeof(Registered).AssemblyQualifiedName!, "/nonexistent", settings);

    private sealed class Registered(Config settings) : ActorHandler, IValidatesSettings, IPrepares
    {
        public static int Prepared { get; private set; }

        public static void Validate(Config settings)
        {
            if (settings.GetInt("limit") == 0)
                throw new FormatException("limit = 0 is not allowed");
        }

        public static Task PrepareAsync(Config settings, CancellationToken cancellation)
        {
            Prepared = settings.GetInt("limit");
            return Prepared == 13 ? throw new InvalidDataException("bad luck") : Task.CompletedTask;
        }

        protected override void OnReceived(ByteString data) => Print(settings.GetString("limit"));
    }
}
