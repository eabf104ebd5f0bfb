namespace ActorServer.Protocol.Messages;

/// <summary>A worker's word that it has agreed with a client on their TLS: the handler is made now.</summary>
/// <param name="Number">The hand-off's number.</param>
/// <param name="Tls">What was agreed on, as far as it is for the records.</param>
internal sealed record HandOffAgreed(long Number, TlsInfo Tls);
