
namespace ActorServer.Handlers;

/// <summary>
/// Prints what <see cref="LogHandler"/> prints, as the loop that the classic text's services have: receive, print, until the
/// client closes its side. What an actor keeps in fields and hears of step by step is a variable here and the place that the
/// loop has reached; the end of a client that resets or is cut off is an exception, and so <c>finally</c> prints every end.
/// </summary>
[NonBlocking]
public sealed class StreamLogHandler : StreamHandler
{
    // Each client that is connected keeps one.
    private const int BufferSize = 4 * 1024;

    /// <inheritdoc/>
    public override async Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(connection);
        var log = new ClientLog(connection.Peer);
        var buffer = new byte[BufferSize];
        try
        {
            while (await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false) is var count and > 0)
                log.Received(buffer.AsSpan(0, count));
        }
        finally
        {
            log.Ended();
        }
    }
}
