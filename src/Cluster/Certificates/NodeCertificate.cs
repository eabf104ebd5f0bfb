using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorServer.Cluster.Certificates;

/// <summary>
/// Issues the certificate of a node. The authority may be one that was made elsewhere: whether it can issue is found out before anything is
/// made, and what is wrong with it is said with its file and what to do.
/// </summary>
internal static class NodeCertificate
{
    /// <summary>A certificate is good from so long ago on: two hosts' clocks are never quite the same.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);

    private const int Years = 2;
    private const int SerialLength = 16;

    /// <summary>Makes one that is good for both ends of a connection, as long as its authority at most.</summary>
    /// <param name="host">The address or name of its host.</param>
    /// <param name="key">Its key.</param>
    /// <param name="authority">Who issues it, with the key.</param>
    /// <param name="file">Where the authority's certificate is, for messages.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="ClusterException">The authority cannot issue it.</exception>
    public static X509Certificate2 Issue(string host, ECDsa key, X509Certificate2 authority, string file, DateTimeOffset now)
    {
        if (FaultOf(authority, now) is { } fault)
            throw Bad(file, host, fault);
        try
        {
            var (begin, end) = (Later(now - ClockSkew, authority.NotBefore), Earlier(now.AddYears(Years), authority.NotAfter));
            return Request(host, key, authority).Create(authority.SubjectName, Signer(authority), begin, end, RandomNumberGenerator.GetBytes(SerialLength));
        }
        catch (Exception refused) when (refused is ArgumentException or CryptographicException)
        {
            throw Bad(file, host, refused.Message.ReplaceLineEndings(" ").TrimEnd('.'), refused);
        }
    }

    private static string? FaultOf(X509Certificate2 authority, DateTimeOffset now)
    {
        var constraints = authority.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault();
        var usage = authority.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault();
        if (authority.NotAfter <= now)
            return FormattableString.Invariant($"it has expired on {authority.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC");
        if (constraints is not { CertificateAuthority: true })
            return "it is no authority's, as its basic constraints lack CA:TRUE";
        return usage is not null && !usage.KeyUsages.HasFlag(X509KeyUsageFlags.KeyCertSign) ? "its key usage lacks keyCertSign" : null;
    }

    private static X509SignatureGenerator Signer(X509Certificate2 authority)
    {
        if (authority.GetECDsaPrivateKey() is { } curve)
            return X509SignatureGenerator.CreateForECDsa(curve);
        return authority.GetRSAPrivateKey() is { } rsa
            ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1)
            : throw new CryptographicException("its key is neither ECDSA nor RSA");
    }

    private static CertificateRequest Request(string host, ECDsa key, X509Certificate2 authority)
    {
        var request = new CertificateRequest(new X500DistinguishedName($"CN={host}"), key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ClusterCredentials.ServerAuthentication), new Oid(ClusterCredentials.ClientAuthentication)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        // An authority made elsewhere may have no identifier of its key; its name and serial number identify it too.
        var hasKeyIdentifier = authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Any();
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, hasKeyIdentifier, includeIssuerAndSerial: !hasKeyIdentifier));
        return request;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static ClusterException Bad(string file, string host, string fault, Exception? cause = null) =>
        new($"{file} cannot issue a certificate for {host}: {fault}; bring the certificate and key of an authority that can, or remove both files to have new ones made.", cause);
}
