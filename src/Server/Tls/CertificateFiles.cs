using System.Security.Cryptography;
using ActorServer.Protocol.Channel;

namespace ActorServer.Server.Tls;

/// <summary>All files of a service's TLS, and what is asked of clients.</summary>
/// <param name="Certificates">The certificates. The first is for clients that name none of the others' names.</param>
/// <param name="Authorities">Who may have signed clients' certificates; null where clients are not asked for one.</param>
/// <param name="Offer">The rest of what is offered, without certificates.</param>
internal sealed record CertificateFiles(IReadOnlyList<CertificateFile> Certificates, string? Authorities, TlsSetup Offer)
{
    public const string AuthoritiesKey = "client-authorities";

    /// <summary>Reads and checks them.</summary>
    /// <exception cref="CertificateError">One of them is not what it should be.</exception>
    public LoadedCertificates Read()
    {
        LoadedCertificate[] certificates = [.. Certificates.Select(certificate => certificate.Read())];
        return new LoadedCertificates(certificates, new TlsSetup
        {
            Certificates = [.. certificates.Select(certificate => certificate.Pair)],
            OnlyTls13 = Offer.OnlyTls13,
            ClientCertificates = Offer.ClientCertificates,
            ClientAuthorities = Authorities is null ? "" : PemFile.OnlyCertificates(PemFile.ReadCertificates(AuthoritiesKey, Authorities)),
            ApplicationProtocols = Offer.ApplicationProtocols,
        });
    }

    /// <summary>What stands in the files now, as a number: another one when anything in any of them has changed.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Certificates.SelectMany(certificate => certificate.Files).Append(Authorities).OfType<string>())
        {
            var bytes = BytesOf(file);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    // One that cannot be read is as good as empty here: to read it says what is wrong.
    private static byte[] BytesOf(string file)
    {
        try
        {
            return new FileInfo(file) is { Length: <= PemFile.Longest } ? File.ReadAllBytes(file) : [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
