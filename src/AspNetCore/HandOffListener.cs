using System.IO.Pipelines;
using System.Net;
using System.Threading.Channels;
using ActorServer.Serving.Handlers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace ActorServer.AspNetCore;

/// <summary>
/// A listener of Kestrel's that accepts what the server hands over. As many connections at once as the server gives.
/// </summary>
internal sealed class HandOffListener(EndPoint endpoint, SocketConnectionContextFactory connections) : IConnectionListener
{
    // The server bounds how many there are.
    private readonly Channel<ConnectionContext> _arriving = Channel.CreateUnbounded<ConnectionContext>(new UnboundedChannelOptions { SingleReader = true });

    public EndPoint EndPoint => endpoint;

    /// <summary>Gives a client to Kestrel. The task ends when Kestrel has done with it: the socket is closed, and how it went is noted.</summary>
    public Task ServeAsync(TakenSocket client, ConnectionInfo info, CancellationToken cutOff)
    {
        // The server has set what a client's socket is set to.
        var inner = connections.Create(client.Socket);
        return ServeAsync(new HandOffConnection(inner, info, new ClientSide.OfSocket(client), cutOff));
    }

    /// <summary>The same for a client that is a stream: one whose TLS has ended in this process, or whose bytes are relayed.</summary>
    public Task ServeAsync(Stream client, ConnectionInfo info, CancellationToken cutOff) =>
        ServeAsync(new HandOffConnection(new StreamConnection(client, PipeScheduler.ThreadPool), info, new ClientSide.OfStream(client), cutOff));

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _arriving.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_arriving.Reader.TryRead(out var connection))
                return connection;
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _arriving.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync();

    private async Task ServeAsync(HandOffConnection connection)
    {
        if (!_arriving.Writer.TryWrite(connection))
        {
            connection.Abort(new ConnectionAbortedException("The application has stopped."));
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        await connection.Ended.ConfigureAwait(false);
    }
}
