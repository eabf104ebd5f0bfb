namespace ActorServer.Protocol.Channel;

/// <summary>A certificate and its private key.</summary>
/// <param name="Names">The names for which it is chosen, <c>a.example</c> or <c>*.b.example</c>; none for the one that is chosen otherwise.</param>
/// <param name="Chain">The certificate and those that lead from it to a root, in PEM.</param>
/// <param name="Key">The key, unencrypted, in PEM.</param>
internal sealed record TlsCertificate(IReadOnlyList<string> Names, string Chain, string Key)
{
    /// <inheritdoc/>
    /// <remarks>The key is for nobody's log.</remarks>
    public override string ToString() => $"certificate for {string.Join(", ", Names)}";
}
