
namespace ActorServer.EndToEnd.Plugin;

/// <summary>A user's stream handler that waits for the client's next line and goes on writing meanwhile.</summary>
[Duplex]
[NonBlocking]
public sealed class DuplexHandler : StreamHandler
{
    /// <inheritdoc/>
    public override async Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var stopped = stream.ReadAsync(new byte[1], cancellation).AsTask();
        while (!stopped.IsCompleted)
        {
            await stream.WriteAsync("tick\n"u8.ToArray(), cancellation);
            await Task.WhenAny(stopped, Task.Delay(TimeSpan.FromMilliseconds(10), cancellation));
        }
    }
}
