using ActorServer.Protocol.Handling;
using ActorServer.Protocol.Sockets;

namespace ActorServer.Protocol.Messages;

/// <summary>To a worker's <see cref="DeployedHandlers"/>: make a handler for the sender, which is its connection.</summary>
/// <param name="Info">The connection.</param>
internal sealed record StartHandler(ConnectionInfo Info)
{
    /// <summary>The client's socket, for a <see cref="StreamHandler"/>. It does not travel.</summary>
    public SocketLoan? Socket { get; init; }
}
