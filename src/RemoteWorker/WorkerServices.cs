using ActorServer.Serving.Loading;
using ActorServer.Serving.Services;
using Microsoft.Extensions.DependencyInjection;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The services of a worker, from which its handlers are made: what its program registers, and loggers. They are built once for the
/// process, before it says that it is ready, and only for a handler that takes some.
/// </summary>
internal static class WorkerServices
{
    private static readonly ServiceProviderOptions Strict = new() { ValidateOnBuild = true, ValidateScopes = true };

    /// <summary>Builds them for a handler; none for one that takes none.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="register">Registers what the program has; null for nothing.</param>
    /// <exception cref="HandlerLoadException">They cannot be built, or lack what the handler asks for.</exception>
    public static async Task<HandlerServices> BuildAsync(LoadedHandler handler, Action<IServiceCollection>? register)
    {
        if (HandlerConstructor.Of(handler.Type).Services.Count == 0)
            return HandlerServices.None;
        var services = HandlerServices.Of(Build(handler, register));
        await services.TryAsync(handler).ConfigureAwait(false);
        return services;
    }

    private static ServiceProvider Build(LoadedHandler handler, Action<IServiceCollection>? register)
    {
        try
        {
            var services = new ServiceCollection();
            services.AddLogging();
            register?.Invoke(services);
            return services.BuildServiceProvider(Strict);
        }
        catch (Exception failure)
        {
            MemoryLimit.EndIfReached(failure);
            // Of all that are wrong the first.
            var first = failure is AggregateException { InnerExceptions: [var inner, ..] } ? inner : failure;
            throw new HandlerLoadException($"handler {handler.Type.FullName}: the services of this worker cannot be built: {HandlerFailed.Because(first).Error.ReplaceLineEndings(" ")}");
        }
    }
}
