using ActorServer.Protocol.Channel;

namespace ActorServer.Server.Tls;

/// <summary>A certificate that has been read.</summary>
/// <param name="Pair">The certificate and its key.</param>
/// <param name="File">Where it was read.</param>
/// <param name="NotBefore">When it begins to be valid.</param>
/// <param name="NotAfter">When it expires.</param>
internal sealed record LoadedCertificate(TlsCertificate Pair, string File, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    /// <summary>What clients will object to at this time; null for nothing.</summary>
    public string? Objection(DateTimeOffset now) =>
        now > NotAfter ? $"the certificate in {File} has expired on {NotAfter:u}; clients will refuse it"
        : now < NotBefore ? $"the certificate in {File} is not valid before {NotBefore:u}; clients will refuse it"
        : null;
}
