using System.Security.Cryptography.X509Certificates;
using ActorServer.Tests.Shared;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>An authority and what it has signed, as files: <c>ca</c>, <c>server</c>, <c>other</c>, and clients' <c>client</c>, <c>expired</c>, <c>stranger</c>.</summary>
public sealed class TlsFiles : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public TlsFiles()
    {
        File.WriteAllText(this["ca.pem"], Authority.Pem);
        Server = Authority.Issue("localhost").WriteTo(Path, "server");
        Other = Authority.IssueRsa("a.example", "*.b.example").WriteTo(Path, "other");
        Clients = new Dictionary<string, TestAuthority.Pair>
        {
            ["client"] = Authority.Issue("client"),
            ["expired"] = Authority.IssueExpired("client"),
            ["stranger"] = new TestAuthority("Stranger").Issue("client"),
        };
    }

    public string Path => _directory.Path;

    internal TestAuthority Authority { get; } = new();

    internal TestAuthority.Pair Server { get; private set; }

    internal TestAuthority.Pair Other { get; }

    internal IReadOnlyDictionary<string, TestAuthority.Pair> Clients { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>The <c>tls</c> block of a service.</summary>
    /// <param name="model">An isolation model, or <c>process+server</c>, <c>process+relay</c>.</param>
    /// <param name="more">Further keys.</param>
    public string Block(string model, string more = "") => $$"""
        tls {
          certificate = "{{this["server.pem"]}}", key = "{{this["server.key"]}}"
          # Of the time a client has, the start of its worker takes its part, and on a busy machine most.
          handshake-timeout = 60s
          ends-in = {{(model == "process+server" ? "server" : "handler")}}
          {{more}}
        }
        """;

    /// <summary>Replaces the server's certificate, by rename as certificate managers do.</summary>
    internal TestAuthority.Pair Replace()
    {
        Server = Authority.Issue("localhost").WriteTo(Path, "next");
        File.Move(this["next.key"], this["server.key"], overwrite: true);
        File.Move(this["next.pem"], this["server.pem"], overwrite: true);
        return Server;
    }

    /// <summary>A certificate that a client shows.</summary>
    internal X509Certificate2 CertificateOf(string client) => X509Certificate2.CreateFromPem(Clients[client].Chain, Clients[client].KeyPem);

    public void Dispose() => _directory.Dispose();
}
