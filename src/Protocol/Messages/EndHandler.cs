namespace ActorServer.Protocol.Messages;

/// <summary>
/// This connection is over, its handler is to end. To a worker's <c>DeployedHandlers</c> where its bytes are relayed. Where its socket is handed
/// over, to the actor that makes a connection of it: there it can overtake the socket, and is remembered until then.
/// </summary>
/// <param name="ConnectionId">The connection's id.</param>
/// <param name="HandOff">The hand-off's number; 0 where its bytes are relayed.</param>
internal sealed record EndHandler(string ConnectionId, long HandOff = 0);
