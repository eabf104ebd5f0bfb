using ActorServer.Serving.Streams;
using Akka.Actor;
using Akka.IO;

namespace ActorServer.Serving.Tests.Streams;

/// <summary>The contract where bytes are relayed. Nobody acknowledges what is written: the client does not read.</summary>
public class RelayedStreamContract : ClientStreamContract
{
    private readonly RelayedStream _relayed = new(ActorRefs.Nobody, ActorRefs.Nobody);

    private protected override ClientStream Stream => _relayed;

    private protected RelayedStream Relayed => _relayed;

    /// <inheritdoc/>
    protected override void ClientSends(string piece) => _relayed.Received(ByteString.FromString(piece));

    /// <inheritdoc/>
    protected override void ClientResets() => _relayed.Over();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}

/// <summary>The same for a duplex handler.</summary>
public sealed class OffloadedStreamContract : RelayedStreamContract
{
    public OffloadedStreamContract() => Stream = new OffloadedStream(Relayed);

    private protected override ClientStream Stream { get; }
}
