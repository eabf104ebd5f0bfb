using Akka.IO;

namespace ActorServer.EndToEnd.Plugin;

/// <summary>A user's handler that says of itself that it may block.</summary>
[MayBlock]
public sealed class BlockingHandler : ActorHandler
{
    /// <inheritdoc/>
    protected override void OnReceived(ByteString data) => Close();
}
