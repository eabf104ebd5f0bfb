using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ActorServer.Native.Sockets;
using ActorServer.Protocol.Channel;

namespace ActorServer.Serving.Tls;

/// <summary>
/// The server's side of TLS, with one set of certificates: agrees with clients. Immutable; new certificates make a new one, and those
/// who have agreed before go on as they are.
/// </summary>
internal sealed class TlsServer
{
    private readonly CertificateNames _names;
    private readonly SslServerAuthenticationOptions[] _options;

    private TlsServer(CertificateNames names, SslServerAuthenticationOptions[] options, bool needsClientCertificate)
    {
        _names = names;
        _options = options;
        NeedsClientCertificate = needsClientCertificate;
    }

    /// <summary>There is no connection without a certificate of the client's.</summary>
    public bool NeedsClientCertificate { get; }

    /// <summary>Loads the certificates.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">One of them, or a key, is none.</exception>
    /// <exception cref="ArgumentException">A key belongs to another certificate.</exception>
    public static TlsServer From(TlsSetup setup) => new(
        new CertificateNames(setup.Certificates.Select(certificate => certificate.Names)),
        [.. setup.Certificates.Select(certificate => Options(certificate, setup))],
        setup.ClientCertificates == ClientCertificates.Required);

    /// <summary>Agrees with a client, without occupying a thread. The socket stays its owner's, whose closing it ends the wait too.</summary>
    public Task<HandshakeOutcome> HandshakeAsync(Socket client, SocketCounts? counts = null) => new Handshake(this, client, counts).RunAsync();

    /// <summary>What holds for a client that asks for this name.</summary>
    public SslServerAuthenticationOptions For(string? name) => _options[_names.Choose(name)];

    private static SslServerAuthenticationOptions Options(TlsCertificate certificate, TlsSetup setup)
    {
        var asks = setup.ClientCertificates != ClientCertificates.Off;
        var authorities = Import(setup.ClientAuthorities);
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(
                Load(certificate), Import(certificate.Chain), offline: true,
                asks ? SslCertificateTrust.CreateForX509Collection(authorities, sendTrustInHandshake: true) : null),
            EnabledSslProtocols = setup.OnlyTls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
            ClientCertificateRequired = asks,
            // A session that goes on has the client's certificate, but none of those between it and the authority, and would be refused.
            AllowTlsResume = !asks,
            CertificateChainPolicy = asks ? OnlySignedBy(authorities) : null,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            ApplicationProtocols = setup.ApplicationProtocols.Count == 0 ? null : [.. setup.ApplicationProtocols.Select(name => new SslApplicationProtocol(name))],
        };
    }

    private static X509Certificate2 Load(TlsCertificate certificate) => X509Certificate2.CreateFromPem(certificate.Chain, certificate.Key);

    private static X509Certificate2Collection Import(string pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        return certificates;
    }

    // Whom the system trusts does not count, and a client's certificate makes the server ask nobody on the network.
    private static X509ChainPolicy OnlySignedBy(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }
}
