using ActorServer.Serving.Loading;
using Microsoft.AspNetCore.Connections;

namespace ActorServer.AspNetCore;

/// <summary>Makes handlers of those that are written for Kestrel. Found by its name (<see cref="ConnectionHandlers"/>).</summary>
internal sealed class ConnectionHandlerAdapter : IAdaptsConnectionHandlers
{
    public StreamHandler Adapt(object handler) => new AdaptedConnectionHandler((ConnectionHandler)handler);
}
