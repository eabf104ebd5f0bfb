using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorServer.Protocol.Channel;

namespace ActorServer.Server.Tls;

/// <summary>The files of one certificate.</summary>
/// <param name="Names">For which names it is chosen; none for the one that is chosen otherwise.</param>
/// <param name="Certificate">The certificate and those that lead from it to a root.</param>
/// <param name="Key">Its key. May be the same file.</param>
/// <param name="Password">What opens the key; null for a key that is not encrypted.</param>
internal sealed record CertificateFile(IReadOnlyList<string> Names, string Certificate, string Key, string? Password)
{
    public const string CertificateKey = "certificate";
    public const string KeyKey = "key";
    public const string PasswordKey = "key-password-file";
    public const string OthersKey = "others";

    private const string EncryptedLabel = "ENCRYPTED PRIVATE KEY";

    /// <summary>All of them.</summary>
    public IEnumerable<string> Files => new[] { Certificate, Key, Password }.OfType<string>().Distinct();

    /// <summary>Reads and checks them.</summary>
    /// <exception cref="CertificateError">One cannot be read, is no PEM, or does not go with the others.</exception>
    public LoadedCertificate Read()
    {
        var chain = PemFile.ReadCertificates(Named(CertificateKey), Certificate);
        var key = Key == Certificate ? chain : PemFile.Read(Named(KeyKey), Key);
        using var certificate = Join(chain, key);
        return new LoadedCertificate(
            new TlsCertificate(Names, PemFile.OnlyCertificates(chain), KeyOf(certificate)),
            Certificate, new DateTimeOffset(certificate.NotBefore), new DateTimeOffset(certificate.NotAfter));
    }

    private X509Certificate2 Join(string chain, string key)
    {
        var labels = PemFile.LabelsOf(key);
        if (labels.Contains(EncryptedLabel))
            return JoinEncrypted(chain, key);
        if (!labels.Any(label => label.EndsWith("PRIVATE KEY", StringComparison.Ordinal)))
            throw new CertificateError(Named(KeyKey), Key, "has no private key in PEM (-----BEGIN PRIVATE KEY-----)");
        try
        {
            return X509Certificate2.CreateFromPem(chain, key);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            throw Misfit(failure, PemFile.IsKey(key));
        }
    }

    private X509Certificate2 JoinEncrypted(string chain, string key)
    {
        if (Password is null)
            throw new CertificateError(Named(KeyKey), Key, $"is encrypted; name a file with its password as {PasswordKey}");
        var password = PemFile.Read(Named(PasswordKey), Password).TrimEnd('\r', '\n');
        if (!PemFile.Opens(key, password))
            throw new CertificateError(Named(PasswordKey), Password, $"does not open {Key}");
        try
        {
            return X509Certificate2.CreateFromEncryptedPem(chain, key, password);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            throw Misfit(failure, isKey: true);
        }
    }

    private CertificateError Misfit(Exception failure, bool isKey) => isKey
        ? new CertificateError(Named(KeyKey), Key, $"is not the key of the certificate in {Certificate}")
        : NoKey(failure.Message.ReplaceLineEndings(" "));

    private CertificateError NoKey(string why) => new(Named(KeyKey), Key, $"cannot be used as a key (RSA and ECDSA can): {why}");

    // Those of names stand all in one value.
    private string Named(string key) => Names.Count == 0 ? key : OthersKey;

    private string KeyOf(X509Certificate2 certificate)
    {
        using AsymmetricAlgorithm? key = certificate.GetRSAPrivateKey() ?? (AsymmetricAlgorithm?)certificate.GetECDsaPrivateKey();
        return key?.ExportPkcs8PrivateKeyPem() ?? throw NoKey("the certificate is for neither");
    }
}
