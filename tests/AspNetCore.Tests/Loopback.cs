using System.Net;
using System.Net.Sockets;
using ActorServer.Serving.Handlers;

namespace ActorServer.AspNetCore.Tests;

/// <summary>A connection over loopback whose accepted socket was handed over, and which the test keeps too, as the server does.</summary>
internal sealed class Loopback : IDisposable
{
    private readonly Socket _servers;

    public Loopback(CancellationToken draining = default)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        peer.Connect(listener.LocalEndPoint!);
        Client = new NetworkStream(peer, ownsSocket: true);
        _servers = listener.Accept();
        Taken = new TakenSocket(Duplicate(_servers));
        Info = new ConnectionInfo($"c-{peer.LocalEndPoint}", "default", "process", new IPEndPoint(IPAddress.Parse("203.0.113.7"), 4713), new IPEndPoint(IPAddress.Loopback, 80)) { Draining = draining };
    }

    public NetworkStream Client { get; }

    public TakenSocket Taken { get; }

    public ConnectionInfo Info { get; }

    public void Dispose()
    {
        Client.Dispose();
        _servers.Dispose();
    }

    private static SafeSocketHandle Duplicate(Socket socket)
    {
        // The runtime has no other way that keeps both: the descriptor is opened anew by its number.
        var number = Fcntl((int)socket.Handle, DuplicateCloseOnExec, 0);
        return new SafeSocketHandle(number, ownsHandle: true);
    }

    private const int DuplicateCloseOnExec = 1030;

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "fcntl")]
    private static extern int Fcntl(int descriptor, int command, int argument);
}
