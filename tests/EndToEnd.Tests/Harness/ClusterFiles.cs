using ActorServer.Tests.Shared;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>What <c>actor-server cluster init</c> makes for these hosts, and what strangers have instead.</summary>
internal sealed class ClusterFiles : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private ClusterFiles()
    {
    }

    /// <summary>The authority's certificate.</summary>
    public string Authorities => In("cluster-ca.pem");

    /// <summary>Makes an authority, and a certificate for each address.</summary>
    public static async Task<ClusterFiles> MakeAsync(params string[] addresses)
    {
        var files = new ClusterFiles();
        var run = await ServerRun.ToEndAsync(Deadlines.Start, ["cluster", "init", "--directory", files._directory.Path, .. addresses]);
        Assert.True(run.ExitCode == 0, run.ToString());
        return files;
    }

    /// <summary>The files of the node at this address.</summary>
    public (string Certificate, string Key) PairOf(string address) => (In($"{address}.pem"), In($"{address}.key"));

    /// <summary>The same as a <c>tls</c> block.</summary>
    public string Tls(string address) => Block(PairOf(address), Authorities);

    /// <summary>The block of a node whose certificate is of another authority, which lies at <paramref name="authority"/>; it trusts the cluster's own as well.</summary>
    public string StrangersTls(out string authority)
    {
        var another = new TestAuthority("Another");
        another.Issue("stranger").WriteTo(_directory.Path, "stranger");
        authority = In("another-ca.pem");
        File.WriteAllText(authority, another.Pem);
        File.SetUnixFileMode(In("stranger.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(In("both.pem"), another.Pem + File.ReadAllText(Authorities));
        return Block(PairOf("stranger"), In("both.pem"));
    }

    public void Dispose() => _directory.Dispose();

    private static string Block((string Certificate, string Key) pair, string authorities) =>
        $$"""tls { certificate = "{{pair.Certificate}}", key = "{{pair.Key}}", authorities = "{{authorities}}" }""";

    private string In(string name) => Path.Combine(_directory.Path, name);
}
