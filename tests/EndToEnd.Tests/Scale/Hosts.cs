using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ActorServer.EndToEnd.Tests.Harness;

namespace ActorServer.EndToEnd.Tests.Scale;

/// <summary>
/// Hosts that are network namespaces: each has one cable to a switch, and so have the clients. A cable can be cut, as a whole or in one
/// direction; nobody is told of it. What is left of a test run that was killed is removed by the next one.
/// </summary>
internal sealed partial class Hosts : IDisposable
{
    public const int Clients = 100;

    /// <summary>Tests with several servers each run one after the other: nodes judge each other by time.</summary>
    public const string Collection = $"{nameof(ActorServer)}.{nameof(Hosts)}";

    private const string Prefix = "ashosts";

    private static readonly string Ip = new[] { "/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip" }.FirstOrDefault(File.Exists) ?? "ip";

    private static int _made;

    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}-{Environment.ProcessId}-{Interlocked.Increment(ref _made)}");
    private readonly int _count;

    public Hosts(int count)
    {
        _count = count;
        RemoveOrphans();
        try
        {
            Run("netns", "add", Switch);
            Run("-n", Switch, "link", "add", "switch", "type", "bridge");
            Run("-n", Switch, "link", "set", "switch", "up");
            foreach (var host in All)
                Connect(host);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private string Switch => $"{_name}-switch";

    private IEnumerable<int> All => Enumerable.Range(1, _count).Append(Clients);

    /// <summary>The address of this host.</summary>
    public static string AddressOf(int host) => string.Create(CultureInfo.InvariantCulture, $"10.213.8.{host}");

    /// <summary>The words that run a program on this host.</summary>
    public string[] At(int host) => [Ip, "netns", "exec", NameOf(host)];

    /// <summary>A TCP socket of this host's network, which any thread may use.</summary>
    public Socket Socket(int host) => In(NameOf(host), () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });

    /// <summary>A socket that sees every frame on every cable (packet(7)).</summary>
    public Socket Sniffer() => In(Switch, () => new Socket(AddressFamily.Packet, SocketType.Raw, (ProtocolType)IPAddress.HostToNetworkOrder((short)3)));

    /// <summary>Nothing gets through from or to this host any more.</summary>
    public void Cut(int host) => Run("-n", Switch, "link", "set", PortOf(host), "down");

    /// <summary>The cable is whole again.</summary>
    public void Mend(int host) => Run("-n", Switch, "link", "set", PortOf(host), "up");

    /// <summary>What this host sends to the others is lost, and what they send arrives: its cable is broken in one direction.</summary>
    public void Mute(int host)
    {
        foreach (var other in All.Where(other => other != host))
            Run("-n", NameOf(host), "neigh", "replace", AddressOf(other), "lladdr", "02:00:00:00:ff:ff", "dev", "cable", "nud", "permanent");
    }

    /// <summary>It is heard again.</summary>
    public void Unmute(int host)
    {
        foreach (var other in All.Where(other => other != host))
            Run("-n", NameOf(host), "neigh", "del", AddressOf(other), "dev", "cable");
    }

    public void Dispose()
    {
        // The cables go with them.
        foreach (var name in All.Select(NameOf).Append(Switch).Where(Exists))
            _ = TryRun("netns", "del", name);
    }

    private static string PortOf(int host) => string.Create(CultureInfo.InvariantCulture, $"port{host}");

    private static bool Exists(string name) => File.Exists($"/run/netns/{name}");

    private string NameOf(int host) => string.Create(CultureInfo.InvariantCulture, $"{_name}-{host}");

    private void Connect(int host)
    {
        var name = NameOf(host);
        Run("netns", "add", name);
        Run("link", "add", "cable", "netns", name, "type", "veth", "peer", "name", PortOf(host), "netns", Switch);
        Run("-n", Switch, "link", "set", PortOf(host), "master", "switch", "up");
        Run("-n", name, "address", "add", $"{AddressOf(host)}/24", "dev", "cable");
        Run("-n", name, "link", "set", "cable", "up");
        Run("-n", name, "link", "set", "lo", "up");
    }

    private static void RemoveOrphans()
    {
        if (!Directory.Exists("/run/netns"))
            return;
        var names = Directory.EnumerateFileSystemEntries("/run/netns").Select(Path.GetFileName).OfType<string>();
        foreach (var name in names.Where(name => name.StartsWith($"{Prefix}-", StringComparison.Ordinal)))
        {
            if (!ProcessTable.IsRunning(int.Parse(name.Split('-')[1], CultureInfo.InvariantCulture)))
                _ = TryRun("netns", "del", name);
        }
    }

    // A socket belongs to the network in which it was made; a thread changes its own alone.
    private static Socket In(string network, Func<Socket> make)
    {
        Socket? made = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var handle = File.OpenHandle($"/run/netns/{network}");
                if (SetNamespace((int)handle.DangerousGetHandle(), 0) != 0)
                    throw new InvalidOperationException($"setns: {Marshal.GetLastPInvokeErrorMessage()}");
                made = make();
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }
        });
        thread.Start();
        thread.Join();
        return made ?? throw new InvalidOperationException($"no socket in {network}", failure);
    }

    private static void Run(params string[] arguments) => Assert.True(TryRun(arguments) == 0, $"ip {string.Join(' ', arguments)} failed");

    private static int TryRun(params string[] arguments)
    {
        using var process = Process.Start(Ip, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int descriptor, int kind);
}
