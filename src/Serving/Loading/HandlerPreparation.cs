using Akka.Configuration;

namespace ActorServer.Serving.Loading;

/// <summary>Lets a handler prepare itself, if it <see cref="IPrepares"/>.</summary>
internal static class HandlerPreparation
{
    /// <summary>Prepares on a thread of its own, which the handler may block.</summary>
    /// <exception cref="HandlerLoadException">It has failed; the message names the handler and the reason.</exception>
    public static Task RunAsync(Type handler, Config settings, CancellationToken cancellation)
    {
        var prepare = StaticImplementation.Find<Func<Config, CancellationToken, Task>>(handler, typeof(IPrepares), nameof(IPrepares.PrepareAsync));
        return prepare is null
            ? Task.CompletedTask
            : Task.Factory.StartNew(
                () => PrepareAsync(handler, () => prepare(settings, cancellation)),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    private static async Task PrepareAsync(Type handler, Func<Task> prepare)
    {
        try
        {
            await prepare().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            MemoryLimit.EndIfReached(failure);
            throw new HandlerLoadException($"the handler {handler.FullName} could not prepare itself: {HandlerFailed.Because(failure).Error.ReplaceLineEndings(" ")}");
        }
    }
}
