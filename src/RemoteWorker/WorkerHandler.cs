using System.Diagnostics.CodeAnalysis;
using ActorServer.Protocol.Bootstrap;
using ActorServer.Serving.Handlers;
using ActorServer.Serving.Loading;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The handler that a worker is to run. Whether it can be used is the server's to know before any client is, so all that may
/// be wrong with it shows here, before the worker says that it is ready.
/// </summary>
internal static class WorkerHandler
{
    /// <summary>Finds the handler, lets it check its settings, which the server cannot if it does not know it, and prepares it.</summary>
    /// <exception cref="HandlerLoadException">It cannot be used.</exception>
    public static async Task<LoadedHandler> PrepareAsync(WorkerBootstrap bootstrap)
    {
        var handler = HandlerLoader.Load(bootstrap.HandlerType, bootstrap.HandlerPath);
        var settings = HandlerSettings.Parse(bootstrap.HandlerSettings);
        if (HandlerSettings.FirstError(handler.Type, settings) is { } error)
            throw new HandlerLoadException($"{bootstrap.HandlerType}: {error}");
        await HandlerPreparation.RunAsync(handler.Type, settings, CancellationToken.None).ConfigureAwait(false);
        return handler;
    }

    /// <summary>The one instance of a handler that serves all clients; null of any other.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "Handlers are registered by KnownHandlers.Add, which keeps their constructors.")]
    public static IServesAllClients? ForAll(LoadedHandler handler) =>
        handler.Type.IsAssignableTo(typeof(IServesAllClients)) ? (IServesAllClients)Activator.CreateInstance(handler.Type)! : null;
}
