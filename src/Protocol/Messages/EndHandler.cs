namespace ActorServer.Protocol.Messages;

/// <summary>
/// To a worker's <c>DeployedHandlers</c>: this connection is over, its handler is to end. It can overtake the socket of a
/// client that is handed over, and is remembered until then.
/// </summary>
/// <param name="ConnectionId">The connection's id.</param>
internal sealed record EndHandler(string ConnectionId);
