namespace ActorServer.Protocol.Channel;

/// <summary>
/// All that is needed to end the TLS of a service's clients: whoever has it, has the private keys. It travels on a worker's own
/// channel alone, and is never written anywhere.
/// </summary>
internal sealed class TlsSetup
{
    /// <summary>The certificates. The first is for clients that name none of the others' names.</summary>
    public required IReadOnlyList<TlsCertificate> Certificates { get; init; }

    /// <summary>TLS 1.2 is refused.</summary>
    public bool OnlyTls13 { get; init; }

    /// <summary>Whether clients show a certificate.</summary>
    public ClientCertificates ClientCertificates { get; init; }

    /// <summary>The certificates of those who may have signed clients' certificates, in PEM.</summary>
    public string ClientAuthorities { get; init; } = "";

    /// <summary>The application protocols that are offered (ALPN), the most wanted first.</summary>
    public IReadOnlyList<string> ApplicationProtocols { get; init; } = [];
}
