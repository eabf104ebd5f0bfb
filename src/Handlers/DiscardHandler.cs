using Akka.IO;

namespace ActorServer.Handlers;

/// <summary>Throws away what it receives and answers nothing (RFC 863).</summary>
public sealed class DiscardHandler : ActorHandler
{
    /// <inheritdoc/>
    protected override void OnReceived(ByteString data)
    {
    }
}
