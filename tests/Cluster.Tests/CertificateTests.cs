using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorServer.Cluster.Certificates;
using ActorServer.Cluster.Settings;

namespace ActorServer.Cluster.Tests;

public sealed class CertificateTests : IDisposable
{
    private const string Host = "10.0.0.1";

    private readonly string _directory = Directory.CreateTempSubdirectory("cluster-").FullName;

    private ClusterTls Files => Hosts.Tls(Host, _directory);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void What_is_made_is_accepted_and_its_keys_are_the_owners_alone()
    {
        var made = Make(Host, "node-2.example.org");
        Assert.Equal(
            ["cluster-ca.key", "cluster-ca.pem", "10.0.0.1.key", "10.0.0.1.pem", "node-2.example.org.key", "node-2.example.org.pem"], made.Select(Path.GetFileName));
        foreach (var key in made.Where(file => file.EndsWith(".key", StringComparison.Ordinal)))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        var credentials = ClusterCredentials.Load(Files);
        Assert.True(credentials.Certificate.HasPrivateKey);
        using var other = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_directory, "node-2.example.org.pem"));
        Assert.True(credentials.Accepts(other));
        Assert.False(credentials.Accepts(null));
        Assert.Equal(2, other.NotAfter.Year - DateTime.Now.Year);
    }

    [Fact]
    public void A_host_that_is_added_later_has_the_same_authority_and_nothing_is_written_over()
    {
        var first = Make(Host).ToDictionary(file => file, File.ReadAllText);
        var second = Make(Host, "10.0.0.2", "fd00::2");
        Assert.Equal(["10.0.0.2.key", "10.0.0.2.pem", "fd00--2.key", "fd00--2.pem"], second.Select(Path.GetFileName));
        Assert.All(first, file => Assert.Equal(file.Value, File.ReadAllText(file.Key)));
        using var added = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_directory, "10.0.0.2.pem"));
        Assert.True(ClusterCredentials.Load(Files).Accepts(added));
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("a b")]
    [InlineData("")]
    public void Only_a_host_gets_a_certificate(string host)
    {
        Assert.Throws<ClusterException>(() => Make(host));
        Assert.Empty(Directory.GetFiles(_directory));
    }

    [Fact]
    public void Half_a_pair_is_not_made_whole()
    {
        Make(Host);
        File.Delete(Files.Key);
        Assert.Contains("its key", Assert.Throws<ClusterException>(() => Make(Host)).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(_directory, ClusterInit.AuthorityKey));
        Assert.Contains(ClusterInit.AuthorityKey, Assert.Throws<ClusterException>(() => Make("10.0.0.2")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ECDSA")]
    [InlineData("RSA")]
    public void An_authority_of_ones_own_may_be_young_have_either_key_and_lack_an_identifier(string algorithm)
    {
        BringAuthority(algorithm, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddDays(1));
        Assert.Equal(["10.0.0.1.key", "10.0.0.1.pem"], Make(Host).Select(Path.GetFileName));
        var credentials = ClusterCredentials.Load(Files);
        Assert.True(credentials.Accepts(credentials.Certificate));
    }

    [Theory]
    [InlineData(true, X509KeyUsageFlags.KeyCertSign, -1, "it has expired on ")]
    [InlineData(false, X509KeyUsageFlags.KeyCertSign, 1, "lack CA:TRUE")]
    [InlineData(null, X509KeyUsageFlags.KeyCertSign, 1, "lack CA:TRUE")]
    [InlineData(true, X509KeyUsageFlags.DigitalSignature, 1, "lacks keyCertSign")]
    public void An_authority_that_cannot_issue_is_named_and_nothing_is_made(bool? isAuthority, X509KeyUsageFlags usage, int endsInDays, string says)
    {
        BringAuthority("ECDSA", DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(endsInDays), isAuthority, usage);
        var message = Assert.Throws<ClusterException>(() => Make(Host)).Message;
        Assert.StartsWith($"{Path.Combine(_directory, ClusterInit.AuthorityCertificate)} cannot issue a certificate for {Host}: ", message, StringComparison.Ordinal);
        Assert.Contains(says, message, StringComparison.Ordinal);
        Assert.EndsWith("remove both files to have new ones made.", message, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(_directory).Length);
    }

    [Fact]
    public void Another_authority_counts_for_nothing_not_even_one_of_the_same_name()
    {
        Make(Host);
        var credentials = ClusterCredentials.Load(Files);
        using var foreign = IssuedBy("CN=another");
        using var ofTheSameName = IssuedBy(credentials.Certificate.Issuer);
        using var selfSigned = Request("CN=10.0.0.1").CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        Assert.False(credentials.Accepts(foreign));
        Assert.False(credentials.Accepts(ofTheSameName));
        Assert.False(credentials.Accepts(selfSigned));
    }

    [Theory]
    [InlineData("1.3.6.1.5.5.7.3.1", false)]
    [InlineData("1.3.6.1.5.5.7.3.2", false)]
    [InlineData("1.3.6.1.5.5.7.3.1 1.3.6.1.5.5.7.3.2", true)]
    public void A_node_s_certificate_is_good_for_both_ends(string usages, bool isGood)
    {
        Make(Host);
        using var authority = X509Certificate2.CreateFromPemFile(Path.Combine(_directory, ClusterInit.AuthorityCertificate), Path.Combine(_directory, ClusterInit.AuthorityKey));
        var request = Request("CN=10.0.0.1");
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. usages.Split(' ').Select(usage => new Oid(usage))], critical: false));
        using var issued = request.Create(authority, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(1), [1, 2, 3]);
        Assert.Equal(isGood, ClusterCredentials.Load(Files).Accepts(issued));
    }

    [Fact]
    public void Each_file_that_is_not_good_is_named_with_its_setting_and_what_to_do()
    {
        Make(Host);
        ExpectFault(Files with { Authorities = "/nowhere/ca.pem" }, "tls.authorities: /nowhere/ca.pem is not there");
        ExpectFault(Files with { Certificate = "/nowhere/node.pem" }, "tls.certificate: /nowhere/node.pem is not there");
        ExpectFault(Files with { Key = "/nowhere/node.key" }, "tls.key: /nowhere/node.key is not there");
        ExpectFault(Files with { Certificate = Files.Key }, $"tls.certificate: {Files.Key} has no certificate in PEM");
        ExpectFault(Files with { Key = Path.Combine(_directory, ClusterInit.AuthorityKey) }, "tls.key:", "belongs to");
        var other = Path.Combine(_directory, "other");
        ClusterInit.Make(other, [Host], TimeProvider.System);
        ExpectFault(Files with { Authorities = Path.Combine(other, ClusterInit.AuthorityCertificate) }, "tls.certificate:", "issued by cluster.tls.authorities");
        File.SetUnixFileMode(Files.Key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        ExpectFault(Files, "tls.key:", "chmod 600");
    }

    [Fact]
    public void An_expired_certificate_is_named()
    {
        ClusterInit.Make(_directory, [Host], new ThreeYearsAgo());
        ExpectFault(Files, "tls.certificate:", "make a new one");
    }

    private static void ExpectFault(ClusterTls files, params string[] parts)
    {
        var message = Assert.Throws<ClusterException>(() => ClusterCredentials.Load(files)).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', message);
    }

    private static CertificateRequest Request(string name) => new(name, ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);

    private static X509Certificate2 IssuedBy(string name)
    {
        var request = Request(name);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        return Request("CN=10.0.0.1").Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1), [1, 2, 3]);
    }

    private void BringAuthority(string algorithm, DateTimeOffset begin, DateTimeOffset end, bool? isAuthority = true, X509KeyUsageFlags usage = X509KeyUsageFlags.KeyCertSign)
    {
        using AsymmetricAlgorithm key = algorithm == "RSA" ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = key is RSA rsa
            ? new CertificateRequest("CN=own", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=own", (ECDsa)key, HashAlgorithmName.SHA256);
        if (isAuthority is { } value)
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(value, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        using var authority = request.CreateSelfSigned(begin, end);
        File.WriteAllText(Path.Combine(_directory, ClusterInit.AuthorityCertificate), authority.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_directory, ClusterInit.AuthorityKey), key.ExportPkcs8PrivateKeyPem());
    }

    private IReadOnlyList<string> Make(params string[] hosts) => ClusterInit.Make(_directory, hosts, TimeProvider.System);

    private sealed class ThreeYearsAgo : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddYears(-3);
    }
}
