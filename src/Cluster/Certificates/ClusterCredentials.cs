using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorServer.Cluster.Settings;

namespace ActorServer.Cluster.Certificates;

/// <summary>
/// Who this node is, and who counts as a node: whoever shows a certificate of the cluster's own authorities that is good for both ends of a
/// connection. The system's authorities count for nothing. Names are not compared: a certificate makes a node, wherever it is, so that a
/// host may change its address, and nodes may share a certificate.
/// </summary>
internal sealed class ClusterCredentials
{
    /// <summary>The uses of a node's certificate, both of them: each node is server and client of the others (RFC 5280, 4.2.1.12).</summary>
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <inheritdoc cref="ServerAuthentication"/>
    public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private const UnixFileMode ForOthers =
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute | UnixFileMode.GroupWrite;

    private readonly X509Certificate2Collection _authorities;
    private readonly X509Certificate2Collection _between;

    private ClusterCredentials(X509Certificate2 certificate, X509Certificate2Collection authorities, X509Certificate2Collection between) =>
        (Certificate, _authorities, _between) = (certificate, authorities, between);

    /// <summary>This node's, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Reads the files of the settings and checks them.</summary>
    /// <exception cref="ClusterException">One of them is not there or is not good; says which, and what to do.</exception>
    public static ClusterCredentials Load(ClusterTls files)
    {
        var authorities = ReadCertificates(files.Authorities, "authorities");
        var own = ReadCertificates(files.Certificate, "certificate");
        var certificate = WithKey(own[0], files);
        var between = new X509Certificate2Collection(own.Skip(1).ToArray());
        var credentials = new ClusterCredentials(certificate, authorities, between);
        if (credentials.FaultOf(certificate) is { } fault)
            throw Bad("certificate", files.Certificate, $"is not one that this cluster accepts: {fault}", "it must be issued by cluster.tls.authorities, for server and client authentication");
        return credentials;
    }

    /// <summary>Whether this is a node's certificate.</summary>
    public bool Accepts(X509Certificate2? certificate) => certificate is not null && FaultOf(certificate) is null;

    /// <summary>Why it is not a node's certificate; null if it is.</summary>
    public string? FaultOf(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(_authorities);
        // A peer sends its own certificate alone.
        policy.ExtraStore.AddRange(_between);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        var isGood = chain.Build(certificate);
        var fault = isGood ? null : string.Join(", ", chain.ChainStatus.Select(status => status.Status.ToString()).Distinct());
        foreach (var element in chain.ChainElements)
            element.Certificate.Dispose();
        return fault;
    }

    private static X509Certificate2 WithKey(X509Certificate2 certificate, ClusterTls files)
    {
        CheckNotForOthers(files.Key);
        var now = DateTime.Now;
        if (certificate.NotAfter < now || certificate.NotBefore > now)
        {
            var range = FormattableString.Invariant($"is good from {certificate.NotBefore:yyyy-MM-dd HH:mm} to {certificate.NotAfter:yyyy-MM-dd HH:mm} only");
            throw Bad("certificate", files.Certificate, range, "make a new one");
        }

        try
        {
            return X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), Read(files.Key, "key"));
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw Bad("key", files.Key, $"is not an unencrypted PEM key that belongs to {files.Certificate}", "name the key that the certificate was made with", fault);
        }
    }

    private static void CheckNotForOthers(string path)
    {
        if (!File.Exists(path))
            throw Bad("key", path, "is not there", NameTheFile);
        if ((File.GetUnixFileMode(path) & ForOthers) != 0)
            throw Bad("key", path, "may be read or changed by others", $"chmod 600 {path}");
    }

    private static X509Certificate2Collection ReadCertificates(string path, string setting)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Read(path, setting));
        }
        catch (CryptographicException fault)
        {
            throw Bad(setting, path, "has a certificate that cannot be read", NameTheFile, fault);
        }

        return certificates.Count > 0 ? certificates : throw Bad(setting, path, "has no certificate in PEM", NameTheFile);
    }

    private static string Read(string path, string setting)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Bad(setting, path, "is not there", NameTheFile, fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Bad(setting, path, "cannot be read", "let the server's user read it", fault);
        }
    }

    private const string NameTheFile = "name a file in PEM, such as `actor-server cluster init` makes";

    private static ClusterException Bad(string setting, string path, string fault, string remedy, Exception? cause = null) =>
        new($"actor-server.cluster.tls.{setting}: {path} {fault}; {remedy}.", cause);
}
