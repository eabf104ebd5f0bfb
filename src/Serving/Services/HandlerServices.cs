using System.Collections.Concurrent;
using ActorServer.Serving.Loading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServer.Serving.Services;

/// <summary>
/// What the constructors of handlers get their arguments from: the services of this process, in a scope of their own for each
/// connection. A handler that takes none is made without it. Thread-safe.
/// </summary>
internal sealed class HandlerServices
{
    private const string Category = "ActorServer.Handlers";

    private readonly IServiceProvider? _provider;

    // Those whose disposal goes on after their handler has stopped.
    private readonly ConcurrentDictionary<Task, bool> _ending = new();

    private HandlerServices(IServiceProvider? provider) => _provider = provider;

    /// <summary>No services at all.</summary>
    public static HandlerServices None { get; } = new(null);

    /// <summary>Those of a provider, which stays its owner's.</summary>
    public static HandlerServices Of(IServiceProvider provider) => new(provider);

    // Not before it is needed: a worker's start would have to load its library.
    private ILogger Log => field ??= _provider?.GetService<ILoggerFactory>()?.CreateLogger(Category) ?? NullLogger.Instance;

    /// <summary>Completes when all that has begun to be disposed is.</summary>
    public Task Ended => Task.WhenAll(_ending.Keys);

    /// <summary>
    /// Makes what a handler's constructor asks for, once, before any client is there, and disposes it: what cannot be had is known then.
    /// That is users' code, which may block, and not the caller's thread that it runs on.
    /// </summary>
    /// <exception cref="HandlerLoadException">Something cannot; the message names the handler, the service and the parameter.</exception>
    public async Task TryAsync(LoadedHandler handler)
    {
        var constructor = HandlerConstructor.Of(handler.Type);
        if (constructor.Services.Count == 0)
            return;
        if (HandlerArguments.FirstMissing(handler.Type, constructor, _provider) is { } missing)
            throw new HandlerLoadException(missing);
        var trial = _provider!.CreateAsyncScope();
        await using (trial.ConfigureAwait(false))
            await Task.Run(() => HandlerArguments.Make(handler.Type, constructor, trial.ServiceProvider)).ConfigureAwait(false);
    }

    /// <summary>A scope for the handler of one connection.</summary>
    /// <param name="service">The service that the connection belongs to.</param>
    /// <param name="connection">Its id.</param>
    public HandlerScope Begin(string service, string connection)
    {
        var provider = _provider ?? throw new InvalidOperationException("There are no services in this process.");
        return new HandlerScope(provider.CreateAsyncScope(), Log, new ConnectionLogScope(service, connection), End);
    }

    private void End(AsyncServiceScope services, ConnectionLogScope connection)
    {
        var ending = EndAsync(services, connection);
        if (ending.IsCompleted)
            return;
        _ending.TryAdd(ending, true);
        _ = ending.ContinueWith(ended => _ending.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    // A service is a user's code, and may fail when it is disposed; the handler has stopped.
    private async Task EndAsync(AsyncServiceScope services, ConnectionLogScope connection)
    {
        using var entered = Log.BeginScope(connection);
        try
        {
            await services.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            MemoryLimit.EndIfReached(failure);
            Log.LogError(failure, "the services of connection {Connection} could not be disposed", connection.Connection);
        }
    }
}
