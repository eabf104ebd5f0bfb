using System.IO.Pipelines;
using ActorServer.Serving.Handlers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServer.AspNetCore;

/// <summary>
/// A handler that is written for Kestrel, on a client as Kestrel would give it, without Kestrel. How it ends is what it is with any handler:
/// in order when it returns, a failure when it throws, a reset when it aborts.
/// </summary>
/// <param name="handler">The handler.</param>
[Duplex]
internal sealed class AdaptedConnectionHandler(ConnectionHandler handler) : StreamHandler, ITakesSocket
{
    private static readonly Lazy<SocketConnectionContextFactory> Sockets = new(() => new(new SocketConnectionFactoryOptions(), NullLogger.Instance));

    /// <inheritdoc/>
    /// <remarks>In <c>event</c> the caller's tasks have a scheduler of their own, and there the handler is to stay.</remarks>
    public override Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation)
    {
        var application = TaskScheduler.Current == TaskScheduler.Default ? PipeScheduler.ThreadPool : new PipeTaskScheduler(TaskScheduler.Current);
        return ServeAsync(new HandOffConnection(new StreamConnection(stream, application), connection, new ClientSide.OfStream(stream), cancellation, application) { AbortsAreMeant = true });
    }

    /// <inheritdoc/>
    public Task TakeAsync(TakenSocket client, ConnectionInfo connection, CancellationToken cutOff) =>
        ServeAsync(new HandOffConnection(Sockets.Value.Create(client.Socket), connection, new ClientSide.OfSocket(client), cutOff) { AbortsAreMeant = true });

    private async Task ServeAsync(HandOffConnection connection)
    {
        var closing = new ClosingNotification();
        connection.Features.Set<IConnectionLifetimeNotificationFeature>(closing);
        // What its client has asked for is with the handler from the start.
        connection.BeginRequest();
        try
        {
            await handler.OnConnectedAsync(connection);
        }
        catch (Exception)
        {
            connection.Fail();
            await EndAsync(connection);
            throw;
        }

        await EndAsync(connection);
    }

    private static async Task EndAsync(HandOffConnection connection)
    {
        await connection.DisposeAsync();
        // An abort is how it has ended, whatever the handler said afterwards.
        await connection.Ended;
    }
}
