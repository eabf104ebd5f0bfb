using Akka.Configuration;
using Akka.IO;

namespace ActorServer.EndToEnd.Plugin;

/// <summary>A user's handler that cannot get ready.</summary>
public sealed class UnpreparedHandler : ActorHandler, IPrepares
{
    /// <inheritdoc/>
    public static Task PrepareAsync(Config settings, CancellationToken cancellation) => throw new InvalidDataException("no licence");

    /// <inheritdoc/>
    protected override void OnReceived(ByteString data)
    {
    }
}
