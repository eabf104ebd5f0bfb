namespace ActorServer.Protocol.Messages;

/// <summary>A worker's word that nothing runs any more of the handler of this connection. Exactly one for each handler.</summary>
/// <param name="ConnectionId">The connection's id.</param>
internal sealed record HandlerEnded(string ConnectionId);
