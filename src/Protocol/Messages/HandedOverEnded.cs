namespace ActorServer.Protocol.Messages;

/// <summary>A worker's last word on a connection that was handed over: it has released its descriptor.</summary>
/// <param name="Number">The hand-off's number.</param>
/// <param name="How">How it ended.</param>
/// <param name="Error">The failure, in one line; empty when there was none.</param>
internal sealed record HandedOverEnded(long Number, HandedOverEnd How, string Error);
