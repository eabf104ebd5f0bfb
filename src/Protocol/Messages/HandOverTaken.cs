namespace ActorServer.Protocol.Messages;

/// <summary>A worker has the socket and its handler, and serves the client from now on.</summary>
/// <param name="Number">The hand-off's number.</param>
internal sealed record HandOverTaken(long Number);
