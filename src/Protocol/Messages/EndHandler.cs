namespace ActorServer.Protocol.Messages;

/// <summary>
/// To a worker's <c>DeployedHandlers</c>: this connection is over, its handler is to end. On the same way as the order to
/// start it, which it therefore cannot overtake.
/// </summary>
/// <param name="ConnectionId">The connection's id.</param>
internal sealed record EndHandler(string ConnectionId);
