namespace ActorServer.Server.Tls;

/// <summary>A service's <c>tls</c> block, checked.</summary>
/// <param name="Files">Its files.</param>
/// <param name="Loaded">What was in them when they were checked.</param>
/// <param name="HandshakeTimeout">How long a client has for the handshake; zero is without limit.</param>
/// <param name="EndsInServer">The TLS ends in the server, also where handlers run in workers.</param>
internal sealed record TlsSettings(CertificateFiles Files, LoadedCertificates Loaded, TimeSpan HandshakeTimeout, bool EndsInServer)
{
    /// <summary>What clients will object to, a line each.</summary>
    public IEnumerable<string> Warnings(DateTimeOffset now) => Loaded.All.Select(certificate => certificate.Objection(now)).OfType<string>();
}
