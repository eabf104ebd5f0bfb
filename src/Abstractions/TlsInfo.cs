namespace ActorServer;

/// <summary>What client and server have agreed on, for a connection with TLS. The same wherever the TLS ends.</summary>
/// <param name="Version">The protocol's version: <c>1.2</c> or <c>1.3</c>.</param>
/// <param name="CipherSuite">The cipher suite by its name in IANA's registry, such as <c>TLS_AES_256_GCM_SHA384</c>.</param>
/// <param name="ServerName">The name that the client asked for (SNI), as it sent it; null if it named none.</param>
/// <param name="ApplicationProtocol">The application protocol that was chosen (ALPN), such as <c>h2</c>; null if none was.</param>
public sealed record TlsInfo(string Version, string CipherSuite, string? ServerName = null, string? ApplicationProtocol = null)
{
    /// <summary>
    /// The client's certificate in DER, which <c>client-authorities</c> have signed; empty if the client has shown none.
    /// <c>X509CertificateLoader.LoadCertificate</c> reads it.
    /// </summary>
    public ReadOnlyMemory<byte> ClientCertificate { get; init; }
}
