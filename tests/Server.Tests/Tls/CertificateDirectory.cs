using ActorServer.Server.Tls;
using ActorServer.Tests.Shared;

namespace ActorServer.Server.Tests.Tls;

/// <summary>A directory with certificates: <c>server</c>, <c>other</c> (encrypted), <c>expired</c>, <c>ca</c>, and what is none.</summary>
public sealed class CertificateDirectory : IDisposable
{
    public const string Password = "open sesame";

    public CertificateDirectory()
    {
        Path = Directory.CreateTempSubdirectory("certificates-").FullName;
        Authority.Issue("localhost").WriteTo(Path, "server");
        var other = Authority.IssueRsa("a.example", "*.b.example").WriteTo(Path, "other");
        Write("other.key", other.EncryptedKeyPem(Password));
        Write("other.password", Password + "\n");
        Write("wrong.password", "open barley");
        Authority.IssueExpired("localhost").WriteTo(Path, "expired");
        Write("ca.pem", Authority.Pem);
        var joined = Authority.Issue("joined.example");
        Write("joined.pem", joined.KeyPem + joined.Chain);
        Authority.IssueForAgreement("localhost").WriteTo(Path, "agreement");
        Write("garbage.pem", "this is no PEM");
        Write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Write("broken.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    }

    public string Path { get; }

    internal TestAuthority Authority { get; } = new();

    public void Write(string name, string text) => File.WriteAllText(this[name], text);

    public string this[string name] => System.IO.Path.Combine(Path, name);

    internal TlsSettings Settings(string name = "server")
    {
        var files = new CertificateFiles(
            [new CertificateFile([], this[$"{name}.pem"], this[$"{name}.key"], null)], null, new Protocol.Channel.TlsSetup { Certificates = [] });
        return new TlsSettings(files, files.Read(), TimeSpan.FromSeconds(10), EndsInServer: false);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
