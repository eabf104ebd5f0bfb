using ActorServer.Protocol.Channel;

namespace ActorServer.Server.Tls;

/// <summary>What has been read of a service's TLS.</summary>
/// <param name="All">The certificates.</param>
/// <param name="Setup">What ends the TLS of clients.</param>
internal sealed record LoadedCertificates(IReadOnlyList<LoadedCertificate> All, TlsSetup Setup);
