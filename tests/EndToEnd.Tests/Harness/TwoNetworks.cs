using System.Diagnostics;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>
/// Two network namespaces with one link between them: the server lives in one, its clients in the other. When the link is cut
/// neither hears anything of the other any more, not even an error.
/// </summary>
internal sealed class TwoNetworks : IDisposable
{
    public const string ServerAddress = "10.213.7.1";

    private const string ClientAddress = "10.213.7.2";

    private static readonly string? Ip = new[] { "/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip" }.FirstOrDefault(File.Exists);

    private readonly string _ofServer = $"as-{Guid.NewGuid().ToString("N")[..8]}";
    private readonly List<Process> _clients = [];

    public TwoNetworks()
    {
        try
        {
            Run("netns", "add", _ofServer);
            Run("netns", "add", OfClients);
            Run("link", "add", "server", "netns", _ofServer, "type", "veth", "peer", "name", "clients", "netns", OfClients);
            SetUp(_ofServer, "server", ServerAddress);
            SetUp(OfClients, "clients", ClientAddress);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? Obstacle =>
        !Environment.IsPrivilegedProcess ? "makes network namespaces, which only root can" : Ip is null ? "there is no ip (iproute2)" : null;

    /// <summary>The words that run a program in the server's network.</summary>
    public string[] AtServer => [Ip!, "netns", "exec", _ofServer];

    private string OfClients => $"{_ofServer}-c";

    /// <summary>A client that sends a line, waits for its answer and then says nothing any more.</summary>
    public async Task ConnectAsync(int port)
    {
        var start = new ProcessStartInfo(
            Ip!, ["netns", "exec", OfClients, "bash", "-c", $"exec 3<>/dev/tcp/{ServerAddress}/{port} && echo hello >&3 && read -r line <&3 && echo \"$line\" && read -r line <&3"])
        {
            RedirectStandardOutput = true,
        };
        var client = Process.Start(start)!;
        _clients.Add(client);
        Assert.Equal("hello", await client.StandardOutput.ReadLineAsync().WaitAsync(Deadlines.Step));
    }

    /// <summary>Nothing gets through any more, and neither side is told.</summary>
    public void CutTheLink() => Run("-n", OfClients, "link", "set", "clients", "down");

    public void Dispose()
    {
        foreach (var client in _clients)
        {
            client.Kill();
            client.Dispose();
        }

        // The link goes with them.
        foreach (var network in new[] { _ofServer, OfClients })
            TryRun("netns", "del", network);
    }

    private static void SetUp(string network, string link, string address)
    {
        Run("-n", network, "address", "add", $"{address}/30", "dev", link);
        Run("-n", network, "link", "set", link, "up");
        Run("-n", network, "link", "set", "lo", "up");
    }

    private static void Run(params string[] arguments) => Assert.True(TryRun(arguments) == 0, $"ip {string.Join(' ', arguments)} failed");

    private static int TryRun(params string[] arguments)
    {
        using var process = Process.Start(Ip!, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
