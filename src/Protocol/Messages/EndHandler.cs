namespace ActorServer.Protocol.Messages;

/// <summary>
/// To a worker's <c>DeployedHandlers</c>: this connection is over, its handler is to end. Where bytes are relayed it cannot
/// overtake the order to start it; a socket that is handed over is reset already when its handler starts.
/// </summary>
/// <param name="ConnectionId">The connection's id.</param>
internal sealed record EndHandler(string ConnectionId);
