namespace ActorServer.Protocol.Messages;

/// <summary>To a worker's handlers: make a handler for the sender, which is its connection.</summary>
/// <param name="Info">The connection.</param>
internal sealed record StartHandler(ConnectionInfo Info);
