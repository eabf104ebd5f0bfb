namespace ActorServer.Protocol.Messages;

/// <summary>A worker's answer to <see cref="AskTaken"/>: it has the socket and serves the client, or has served it.</summary>
/// <param name="Number">The hand-off's number.</param>
internal sealed record HandOffTaken(long Number);
