
namespace ActorServer.Handlers;

/// <summary>
/// Echo (RFC 862) as the loop that the classic text's services have: read, answer, until the client closes its side. It waits
/// for the stream alone and always with <c>await</c>, so that it runs in <c>event</c> as well.
/// </summary>
[NonBlocking]
public sealed class StreamEchoHandler : StreamHandler
{
    // Most clients send little, and each that is connected keeps its buffer; one that fills it gets a large one.
    private const int SmallBuffer = 4 * 1024;
    private const int LargeBuffer = 64 * 1024;

    /// <inheritdoc/>
    public override async Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var buffer = new byte[SmallBuffer];
        while (await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false) is var count and > 0)
        {
            await stream.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
            if (count == buffer.Length && count < LargeBuffer)
                buffer = new byte[LargeBuffer];
        }
    }
}
