namespace ActorServer;

/// <summary>
/// One of the type-length-values with which a proxy adds to its PROXY header (version 2) what it knows of a client: the name that the
/// client asked for in TLS, an id, its certificate. What the types mean is in the protocol's specification, section 2.2.
/// </summary>
/// <param name="Type">The type, such as 0x02 for the name of the host that the client wants.</param>
/// <param name="Value">The value, as the proxy has sent it.</param>
public sealed record ProxyTlv(byte Type, ReadOnlyMemory<byte> Value)
{
    /// <summary>Whether type and value are the same.</summary>
    public bool Equals(ProxyTlv? other) => other is not null && Type == other.Type && Value.Span.SequenceEqual(other.Value.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Value.Length);
}
