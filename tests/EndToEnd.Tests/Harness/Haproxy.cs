using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>HAProxy in front of a service.</summary>
internal sealed class Haproxy : IDisposable
{
    private readonly ProfileFile _configuration;
    private readonly Process _process;

    /// <summary>Starts it, to pass on what comes to its port.</summary>
    /// <param name="server">Where to, and how, in HAProxy's words.</param>
    /// <param name="bind">Likewise, how it listens.</param>
    private Haproxy(string server, string bind)
    {
        Port = FreePort();
        _configuration = new ProfileFile(
            $"""
            defaults
              mode tcp
              timeout connect 10s
              timeout client 60s
              timeout server 60s
            listen test
              bind 127.0.0.1:{Port} {bind}
              server s {server}

            """);
        _process = Process.Start(new ProcessStartInfo("haproxy", ["-db", "-q", "-f", _configuration.Path]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public int Port { get; }

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<Haproxy> StartAsync(string server, string bind = "")
    {
        var proxy = new Haproxy(server, bind);
        await Eventually.HoldsAsync("HAProxy listens", Deadlines.Step, () => proxy._process.HasExited || proxy.Listens());
        Assert.False(proxy._process.HasExited);
        return proxy;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _configuration.Dispose();
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    // Asked of the system: a connection would be one too many.
    private bool Listens() => System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(end => end.Port == Port);
}
