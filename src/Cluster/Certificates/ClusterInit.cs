using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorServer.Cluster.Certificates;

/// <summary>
/// Makes a cluster's own authority and a certificate for each host, for who has none. Nothing that exists is written over: called again
/// with more hosts, it makes what lacks, with the same authority.
/// </summary>
internal static class ClusterInit
{
    /// <summary>The authority's certificate: every node needs it.</summary>
    public const string AuthorityCertificate = "cluster-ca.pem";

    /// <summary>The authority's key: no node needs it.</summary>
    public const string AuthorityKey = "cluster-ca.key";

    private const int YearsOfAuthority = 10;
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybodys = Mine | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Makes what lacks in a directory. Returns the files that it made.</summary>
    /// <param name="directory">Made if it is not there.</param>
    /// <param name="hosts">Addresses or names of the nodes' hosts; each gets <c>HOST.pem</c> and <c>HOST.key</c>.</param>
    /// <param name="time">For how long they are good, from now on.</param>
    /// <exception cref="ClusterException">A host is no host, half of a pair of files is missing, or the authority that is there is not good.</exception>
    public static IReadOnlyList<string> Make(string directory, IReadOnlyList<string> hosts, TimeProvider time)
    {
        foreach (var host in hosts)
        {
            if (!IPAddress.TryParse(host, out _) && Uri.CheckHostName(host) != UriHostNameType.Dns)
                throw new ClusterException($"'{host}' is neither an address nor a name of a host.");
        }

        Directory.CreateDirectory(directory);
        var made = new List<string>();
        using var authority = Authority(directory, time, made);
        foreach (var host in hosts.Distinct(StringComparer.Ordinal))
            MakeNode(directory, host, authority, time.GetUtcNow(), made);
        return made;
    }

    /// <summary>The name of a host's files, without ending.</summary>
    public static string FileNameOf(string host) => host.Replace(':', '-');

    private static X509Certificate2 Authority(string directory, TimeProvider time, List<string> made)
    {
        var (certificate, key) = (Path.Combine(directory, AuthorityCertificate), Path.Combine(directory, AuthorityKey));
        if (IsThere(certificate, key))
            return LoadAuthority(certificate, key);
        using var newKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=actor-server cluster {Convert.ToHexString(RandomNumberGenerator.GetBytes(4))}", newKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        var authority = request.CreateSelfSigned(now - NodeCertificate.ClockSkew, now.AddYears(YearsOfAuthority));
        Write(key, newKey.ExportPkcs8PrivateKeyPem(), Mine, made);
        Write(certificate, authority.ExportCertificatePem(), Everybodys, made);
        return authority;
    }

    private static X509Certificate2 LoadAuthority(string certificate, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new ClusterException($"The authority cannot be used: {certificate} and {key} are not a certificate and its key that can be read.", fault);
        }
    }

    private static void MakeNode(string directory, string host, X509Certificate2 authority, DateTimeOffset now, List<string> made)
    {
        var name = FileNameOf(host);
        var (certificate, key) = (Path.Combine(directory, name + ".pem"), Path.Combine(directory, name + ".key"));
        if (IsThere(certificate, key))
            return;
        using var newKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var node = NodeCertificate.Issue(host, newKey, authority, Path.Combine(directory, AuthorityCertificate), now);
        Write(key, newKey.ExportPkcs8PrivateKeyPem(), Mine, made);
        Write(certificate, node.ExportCertificatePem(), Everybodys, made);
    }

    private static bool IsThere(string certificate, string key) => (File.Exists(certificate), File.Exists(key)) switch
    {
        (true, true) => true,
        (false, false) => false,
        (true, false) => throw new ClusterException($"{certificate} is there, but not its key {key}: bring the key back, or remove the certificate to have both made."),
        (false, true) => throw new ClusterException($"{key} is there, but not its certificate {certificate}: bring the certificate back, or remove the key to have both made."),
    };

    private static void Write(string path, string text, UnixFileMode mode, List<string> made)
    {
        using (var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
        using (var writer = new StreamWriter(file))
            writer.WriteLine(text);
        made.Add(path);
    }
}
