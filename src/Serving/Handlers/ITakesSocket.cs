namespace ActorServer.Serving.Handlers;

/// <summary>
/// A <see cref="StreamHandler"/> that waits for nothing on a thread of its own, and so gets none; and that takes the client's socket
/// itself where it may be had. Elsewhere it is served as any other.
/// </summary>
internal interface ITakesSocket
{
    /// <summary>Serves the client. By the time the task ends our side has ended, the socket is closed and how the client has left is noted.</summary>
    /// <param name="client">The client's socket.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="cutOff">Cancelled when the connection is cut off.</param>
    Task TakeAsync(TakenSocket client, ConnectionInfo connection, CancellationToken cutOff);
}
