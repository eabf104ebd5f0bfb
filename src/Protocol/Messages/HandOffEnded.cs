namespace ActorServer.Protocol.Messages;

/// <summary>A worker's last word on a connection that was handed over: it has released its descriptor.</summary>
/// <param name="Number">The hand-off's number.</param>
/// <param name="How">How it ended.</param>
/// <param name="Error">The failure, in one line; empty when there was none.</param>
/// <param name="HandlerEnded">
/// Nothing runs any more of the handler either, as is mostly so; otherwise <see cref="Messages.HandlerEnded"/> follows.
/// </param>
/// <param name="Truncated">The client's end-of-file came without TLS's own word for it.</param>
internal sealed record HandOffEnded(long Number, HandOffOutcome How, string Error, bool HandlerEnded = false, bool Truncated = false);
