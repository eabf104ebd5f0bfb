using System.Diagnostics.CodeAnalysis;
using ActorServer.AspNetCore;
using ActorServer.Serving.Loading;
using Microsoft.AspNetCore.Connections;

namespace ActorServer.RemoteWorker;

/// <summary>Handlers that are written for Kestrel, in a worker of one's own.</summary>
public static class ConnectionHandlerExtensions
{
    private const DynamicallyAccessedMemberTypes Needed = DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.AllMethods;

    /// <summary>Registers a handler that derives from <see cref="ConnectionHandler"/>, as <see cref="KnownHandlers.Add{THandler}"/> does others. Each client has an instance of its own.</summary>
    /// <typeparam name="THandler">The handler, with a constructor as any other's.</typeparam>
    /// <param name="handlers">The handlers that the worker's program brings along.</param>
    /// <returns>The same, for the next one.</returns>
    public static KnownHandlers AddConnectionHandler<[DynamicallyAccessedMembers(Needed)] THandler>(this KnownHandlers handlers)
        where THandler : ConnectionHandler
    {
        ArgumentNullException.ThrowIfNull(handlers);
        ConnectionHandlers.Register(new ConnectionHandlerAdapter());
        return handlers.Add<THandler>();
    }
}
