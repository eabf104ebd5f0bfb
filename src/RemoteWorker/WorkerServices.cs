using ActorServer.RemoteWorker.Logs;
using ActorServer.Serving.Loading;
using ActorServer.Serving.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The services of a worker, from which its handlers are made: what its program registers, and loggers, which write to the server's
/// log. They are built once for the process, before it says that it is ready, and only for a handler that takes some.
/// </summary>
internal sealed class WorkerServices
{
    // The server does not wait for ever either: kill-timeout.
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);

    private static readonly ServiceProviderOptions Strict = new() { ValidateOnBuild = true, ValidateScopes = true };

    private readonly ServiceProvider? _provider;

    private WorkerServices(ServiceProvider? provider)
    {
        _provider = provider;
        ForHandlers = provider is null ? HandlerServices.None : HandlerServices.Of(provider);
    }

    /// <summary>What handlers are made with.</summary>
    public HandlerServices ForHandlers { get; }

    /// <summary>Builds them for a handler; none for one that takes none.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="least">The least level of what is sent to the server's log, as in a <c>LogEntry</c>.</param>
    /// <param name="register">Registers what the program has; null for nothing.</param>
    /// <exception cref="HandlerLoadException">They cannot be built, or lack what the handler asks for.</exception>
    public static async Task<WorkerServices> BuildAsync(LoadedHandler handler, int least, Action<IServiceCollection>? register)
    {
        if (HandlerConstructor.Of(handler.Type).Services.Count == 0)
            return new WorkerServices(null);
        var services = new WorkerServices(Build(handler, least, register));
        await services.ForHandlers.TryAsync(handler).ConfigureAwait(false);
        return services;
    }

    /// <summary>
    /// Disposes them, after what was made for the last connections, for a short while at most; and then ends the process. Nobody is
    /// kept waiting.
    /// </summary>
    public void EndBefore(Action endProcess)
    {
        if (_provider is null)
            endProcess();
        else
            _ = EndAsync(_provider, endProcess);
    }

    private async Task EndAsync(ServiceProvider provider, Action endProcess)
    {
        try
        {
            await ForHandlers.Ended.WaitAsync(EndPatience).ConfigureAwait(false);
            // Users' code, which may block.
            await Task.Run(() => provider.DisposeAsync().AsTask()).WaitAsync(EndPatience).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            await Console.Error.WriteLineAsync($"the services of this worker could not be disposed: {failure}").ConfigureAwait(false);
        }

        endProcess();
    }

    private static ServiceProvider Build(LoadedHandler handler, int least, Action<IServiceCollection>? register)
    {
        try
        {
            var services = new ServiceCollection();
            services.AddLogging(logging => logging.SetMinimumLevel((LogLevel)least).AddProvider(new ServerLoggerProvider(WorkerPrinting.Log, (LogLevel)least)));
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
