using Akka.IO;

namespace ActorServer.EndToEnd.Plugin;

/// <summary>A user's handler that is gone before it has seen its connection.</summary>
public sealed class QuittingHandler : ActorHandler
{
    /// <inheritdoc/>
    protected override void PreStart() => Context.Stop(Self);

    /// <inheritdoc/>
    protected override void OnReceived(ByteString data)
    {
    }
}
