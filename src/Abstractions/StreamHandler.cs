namespace ActorServer;

/// <summary>
/// The code that serves one connection, as a method on a stream: a loop that reads, answers and may block, for code and
/// libraries that are written against <see cref="Stream"/>.
/// </summary>
/// <remarks>
/// An instance serves one connection, on a thread of its own. Reads and writes, the asynchronous ones included, block that
/// thread in the kernel and complete synchronously, so that a method which awaits nothing else stays on it; one reader and one
/// writer may be at work at the same time. Marked <see cref="DuplexAttribute"/> it has truly asynchronous calls instead. The
/// <c>event</c> model takes those marked <see cref="NonBlockingAttribute"/> alone.
/// </remarks>
public abstract class StreamHandler
{
    /// <summary>
    /// Serves the client. When it returns, the client gets every byte that was written and then end-of-file; when it throws,
    /// the client is reset and the connection's closing record names the exception.
    /// </summary>
    /// <param name="stream">
    /// The client. A read returns 0 once the client has closed its side, which may still read. A client that resets makes
    /// reads and writes throw <see cref="IOException"/> with a <see cref="System.Net.Sockets.SocketException"/> inside, and so
    /// do <see cref="Stream.ReadTimeout"/> and <see cref="Stream.WriteTimeout"/>, which bound each call, the asynchronous ones
    /// too. After a time limit or a cancelled token it can be used on. Disposing it is not necessary and ends nothing.
    /// </param>
    /// <param name="connection">The connection; <see cref="ConnectionInfo.Draining"/> tells when the server stops.</param>
    /// <param name="cancellation">
    /// Cancelled when the connection is cut off; reads and writes then fail by themselves, and with this token a read costs
    /// no more than without one. An
    /// <see cref="OperationCanceledException"/> through it is no failure.
    /// </param>
    public abstract Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation);
}
