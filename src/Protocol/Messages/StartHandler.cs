using ActorServer.Protocol.Handling;

namespace ActorServer.Protocol.Messages;

/// <summary>To a worker's <see cref="DeployedHandlers"/>: make a handler for the sender, which is its connection.</summary>
/// <param name="Info">The connection.</param>
internal sealed record StartHandler(ConnectionInfo Info)
{
    /// <summary>The client as a stream, for a <see cref="StreamHandler"/> on the bare socket. It does not travel.</summary>
    public Stream? Stream { get; init; }
}
