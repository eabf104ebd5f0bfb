using System.Net;
using ActorServer.Serving.Loading;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActorServer.AspNetCore;

/// <summary>
/// Kestrel's transport in a worker: each endpoint that the application has is bound to nothing, and one of them gets the connections that
/// the server hands over.
/// </summary>
internal sealed class HandOffEndpoints : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly SocketConnectionContextFactory _connections;
    private readonly List<HandOffListener> _bound = [];

    public HandOffEndpoints(IConfiguration configuration, IOptions<SocketTransportOptions> transport, ILoggerFactory logs)
    {
        var options = transport.Value;
        _configuration = configuration;
        _connections = new SocketConnectionContextFactory(
            new SocketConnectionFactoryOptions
            {
                IOQueueCount = options.IOQueueCount,
                MaxReadBufferSize = options.MaxReadBufferSize,
                MaxWriteBufferSize = options.MaxWriteBufferSize,
                UnsafePreferInlineScheduling = options.UnsafePreferInlineScheduling,
                WaitForDataBeforeAllocatingBuffer = options.WaitForDataBeforeAllocatingBuffer,
            },
            logs.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets"));
    }

    /// <summary>Whatever the application listens on: an address, a Unix socket, a descriptor that it would inherit.</summary>
    public bool CanBind(EndPoint endpoint) => true;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = new HandOffListener(endpoint, _connections);
        _bound.Add(listener);
        return ValueTask.FromResult<IConnectionListener>(listener);
    }

    /// <summary>The endpoint of this name; the first one for none.</summary>
    /// <exception cref="HandlerLoadException">There is none.</exception>
    public HandOffListener Find(string name)
    {
        if (_bound.Count == 0)
            throw new HandlerLoadException("the application has no endpoint that could serve a connection");
        if (name.Length == 0)
            return _bound[0];
        var wanted = EndpointName.Parse(_configuration[$"Kestrel:Endpoints:{name}:Url"] ?? name);
        return _bound.Find(listener => wanted.IsOf(listener.EndPoint))
            ?? throw new HandlerLoadException($"endpoint = {name} is none of the application's, which has {string.Join(", ", _bound.Select(listener => listener.EndPoint))}; a port, an address with a port, the path of a Unix socket, or a name under Kestrel:Endpoints");
    }

    public void Dispose() => _connections.Dispose();
}
