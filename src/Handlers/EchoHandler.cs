using Akka.IO;

namespace ActorServer.Handlers;

/// <summary>Sends back what it receives, until the client closes its side (RFC 862).</summary>
public sealed class EchoHandler : ActorHandler
{
    /// <inheritdoc/>
    protected override void OnReceived(ByteString data) => Write(data);
}
