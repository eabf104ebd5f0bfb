namespace ActorServer.Protocol.Messages;

/// <summary>
/// The server asks a worker that has said nothing for long whether it has taken the socket that was handed over under this
/// number. The answer is <see cref="HandOffTaken"/>; there is none if it has not.
/// </summary>
/// <param name="Number">The hand-off's number.</param>
internal sealed record AskTaken(long Number);
