
namespace ActorServer.EndToEnd.Plugin;

/// <summary>A user's stream handler that says nothing of itself, and so counts as one that may block.</summary>
public sealed class BlockingStreamHandler : StreamHandler
{
    /// <inheritdoc/>
    public override Task HandleAsync(Stream stream, ConnectionInfo connection, CancellationToken cancellation) => Task.CompletedTask;
}
