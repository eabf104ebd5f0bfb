using ActorServer.Serving.Loading;
using Akka.Configuration;

namespace ActorServer.Serving.Tests.Loading;

public sealed class HandlerPreparationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(typeof(Preparing))]
    [InlineData(typeof(PreparingExplicitly))]
    [InlineData(typeof(PreparingAsItsBaseDoes))]
    [InlineData(typeof(PreparingOtherwiseThanItsBase))]
    public async Task A_handler_that_prepares_itself_does_it_with_its_settings(Type handler)
    {
        var settings = ConfigurationFactory.ParseString($"words = [{handler.Name}]");
        await HandlerPreparation.RunAsync(handler, settings, CancellationToken.None).WaitAsync(Patience);
        Assert.Equal($"{handler.Name} by {handler.Name.Replace("AsItsBaseDoes", "", StringComparison.Ordinal)}", Prepared.Value);
    }

    [Fact]
    public void A_handler_that_does_not_is_ready_at_once() =>
        Assert.True(HandlerPreparation.RunAsync(typeof(ExampleHandlers.Plain), Config.Empty, CancellationToken.None).IsCompletedSuccessfully);

    [Theory]
    [InlineData(typeof(FailingAtOnce))]
    [InlineData(typeof(FailingLater))]
    public async Task One_that_fails_is_named_with_the_reason_in_one_line(Type handler)
    {
        var failure = await Assert.ThrowsAsync<HandlerLoadException>(() => HandlerPreparation.RunAsync(handler, Config.Empty, CancellationToken.None).WaitAsync(Patience));
        Assert.Equal($"the handler {handler.FullName} could not prepare itself: InvalidDataException: no licence for this machine", failure.Message);
    }

    [Fact]
    public async Task One_that_blocks_blocks_a_thread_of_its_own_until_it_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var preparation = HandlerPreparation.RunAsync(typeof(Blocking), Config.Empty, cancellation.Token);
        Assert.False(preparation.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<HandlerLoadException>(() => preparation.WaitAsync(Patience));
    }

    // Of the test that runs on this flow of control: the tests of one class run one after the other.
    private static class Prepared
    {
        public static string? Value { get; set; }

        public static Task With(Config settings, string by)
        {
            Value = $"{settings.GetStringList("words")[0]} by {by}";
            return Task.CompletedTask;
        }
    }

    private class Preparing : ExampleHandlers.Plain, IPrepares
    {
        public static Task PrepareAsync(Config settings, CancellationToken cancellation) => Prepared.With(settings, nameof(Preparing));
    }

    private sealed class PreparingExplicitly : ExampleHandlers.Plain, IPrepares
    {
        static Task IPrepares.PrepareAsync(Config settings, CancellationToken cancellation) => Prepared.With(settings, nameof(PreparingExplicitly));
    }

    private sealed class PreparingAsItsBaseDoes : Preparing;

    private sealed class PreparingOtherwiseThanItsBase : Preparing, IPrepares
    {
        public static new Task PrepareAsync(Config settings, CancellationToken cancellation) => Prepared.With(settings, nameof(PreparingOtherwiseThanItsBase));
    }

    private sealed class FailingAtOnce : ExampleHandlers.Plain, IPrepares
    {
        public static Task PrepareAsync(Config settings, CancellationToken cancellation) => throw new InvalidDataException("no licence\nfor this machine");
    }

    private sealed class FailingLater : ExampleHandlers.Plain, IPrepares
    {
        public static async Task PrepareAsync(Config settings, CancellationToken cancellation)
        {
            await Task.Yield();
            throw new InvalidDataException("no licence\nfor this machine");
        }
    }

    private sealed class Blocking : ExampleHandlers.Plain, IPrepares
    {
        public static Task PrepareAsync(Config settings, CancellationToken cancellation)
        {
            cancellation.WaitHandle.WaitOne();
            cancellation.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        }
    }
}
