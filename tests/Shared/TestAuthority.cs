using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorServer.Tests.Shared;

/// <summary>An authority that signs certificates for tests: for servers by their names, for clients, good ones and expired ones.</summary>
internal sealed class TestAuthority(string name = "Test Authority")
{
    private static readonly DateTimeOffset Yesterday = DateTimeOffset.UtcNow.AddDays(-1);
    private static readonly DateTimeOffset Tomorrow = DateTimeOffset.UtcNow.AddDays(1);

    private readonly X509Certificate2 _certificate = SelfSigned(name);

    /// <summary>Its own certificate, in PEM.</summary>
    public string Pem => _certificate.ExportCertificatePem() + "\n";

    /// <summary>Signs one for a server of these names, or a client.</summary>
    public Pair Issue(params string[] names) => Issue(ECDsa.Create(ECCurve.NamedCurves.nistP256), Yesterday, Tomorrow, names);

    /// <summary>One with an RSA key.</summary>
    public Pair IssueRsa(params string[] names) => Issue(RSA.Create(2048), Yesterday, Tomorrow, names);

    /// <summary>One that has expired.</summary>
    public Pair IssueExpired(params string[] names) => Issue(ECDsa.Create(ECCurve.NamedCurves.nistP256), Yesterday.AddHours(-2), Yesterday.AddHours(-1), names);

    /// <summary>One whose key may agree on secrets and sign nothing, which is of no use to a server.</summary>
    public Pair IssueForAgreement(params string[] names) => Issue(ECDsa.Create(ECCurve.NamedCurves.nistP256), Yesterday, Tomorrow, names, X509KeyUsageFlags.KeyAgreement);

    private static X509Certificate2 SelfSigned(string name)
    {
        var request = new CertificateRequest($"CN={name}", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(Yesterday.AddDays(-1), Tomorrow.AddDays(1));
    }

    private static CertificateRequest RequestFor(string name, AsymmetricAlgorithm key) => key is RSA rsa
        ? new CertificateRequest($"CN={name}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : new CertificateRequest($"CN={name}", (ECDsa)key, HashAlgorithmName.SHA256);

    private Pair Issue(AsymmetricAlgorithm key, DateTimeOffset from, DateTimeOffset until, string[] names, X509KeyUsageFlags usage = X509KeyUsageFlags.None)
    {
        var request = RequestFor(names[0].Replace("*", "any", StringComparison.Ordinal), key);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var one in names)
            alternatives.AddDnsName(one);
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        if (usage != X509KeyUsageFlags.None)
            request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        var generator = X509SignatureGenerator.CreateForECDsa(_certificate.GetECDsaPrivateKey()!);
        using var certificate = request.Create(_certificate.SubjectName, generator, from, until, RandomNumberGenerator.GetBytes(8));
        return new Pair(certificate.ExportCertificatePem() + "\n" + Pem, key);
    }

    /// <summary>A certificate and its key.</summary>
    /// <param name="Chain">The certificate and its authority's, in PEM.</param>
    /// <param name="Key">The key.</param>
    internal sealed record Pair(string Chain, AsymmetricAlgorithm Key)
    {
        public string KeyPem => Key.ExportPkcs8PrivateKeyPem() + "\n";

        /// <summary>What tells it from others.</summary>
        public string Serial
        {
            get
            {
                using var certificate = X509Certificate2.CreateFromPem(Chain);
                return certificate.SerialNumber;
            }
        }

        /// <summary>The key, encrypted.</summary>
        public string EncryptedKeyPem(string password) =>
            Key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10_000)) + "\n";

        /// <summary>Writes both, as <c>NAME.pem</c> and <c>NAME.key</c>.</summary>
        public Pair WriteTo(string directory, string name)
        {
            File.WriteAllText(Path.Combine(directory, name + ".pem"), Chain);
            File.WriteAllText(Path.Combine(directory, name + ".key"), KeyPem);
            return this;
        }
    }
}
