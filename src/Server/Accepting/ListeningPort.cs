using System.Net;
using System.Net.Sockets;
using ActorServer.Native.Sockets;

namespace ActorServer.Server.Accepting;

/// <summary>One address to bind, and what its listening socket is like.</summary>
/// <param name="EndPoint">The address and the port; 0 lets the system choose.</param>
/// <param name="Backlog">Clients that the kernel has connected and nobody has taken yet.</param>
/// <param name="KeepAlive">How silent clients are probed; null not at all.</param>
/// <param name="File">Of a Unix socket, whose end point it is then.</param>
internal sealed record ListeningPort(EndPoint EndPoint, int Backlog, KeepAlive? KeepAlive, UnixSocketFile? File = null)
{
    /// <summary>An address over TCP.</summary>
    public static ListeningPort Over(IPEndPoint endPoint, ListenSettings settings) => new(endPoint, settings.Backlog, settings.KeepAlive);

    /// <summary>A Unix socket, whose clients are not probed: the kernel knows when they are gone.</summary>
    public static ListeningPort Over(UnixSocketFile file, ListenSettings settings) =>
        new(new UnixDomainSocketEndPoint(file.Path), settings.Backlog, KeepAlive: null, file);

    /// <summary>To be called before the socket is bound.</summary>
    /// <exception cref="SocketException">The system does not have what is asked for.</exception>
    public void Prepare(Socket socket)
    {
        // All addresses are those of both families; .NET's sockets are of one alone unless told otherwise.
        if (EndPoint is IPEndPoint { Address: var address } && address.Equals(IPAddress.IPv6Any))
            socket.DualMode = true;
        // Accepted sockets inherit it, so that it costs nothing for each client.
        KeepAlive?.SetOn(socket);
    }
}
