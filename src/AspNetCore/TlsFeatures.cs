using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace ActorServer.AspNetCore;

/// <summary>What Kestrel asks a connection whose TLS has ended before it: the scheme is https, and h2 is what was agreed on.</summary>
internal sealed class TlsFeatures(TlsInfo tls) : ITlsConnectionFeature, ITlsApplicationProtocolFeature
{
    private X509Certificate2? _certificate = tls.ClientCertificate.IsEmpty ? null : X509CertificateLoader.LoadCertificate(tls.ClientCertificate.Span);

    public X509Certificate2? ClientCertificate
    {
        get => _certificate;
        set => _certificate = value;
    }

    public ReadOnlyMemory<byte> ApplicationProtocol { get; } = Encoding.ASCII.GetBytes(tls.ApplicationProtocol ?? "");

    /// <summary>Tells a connection's features.</summary>
    public static void Set(IFeatureCollection features, TlsInfo tls)
    {
        var both = new TlsFeatures(tls);
        features.Set<ITlsConnectionFeature>(both);
        features.Set<ITlsApplicationProtocolFeature>(both);
    }

    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(_certificate);
}
