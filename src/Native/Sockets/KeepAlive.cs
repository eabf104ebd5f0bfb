using System.Net.Sockets;

namespace ActorServer.Native.Sockets;

/// <summary>
/// How a peer that says nothing is asked whether it is still there (tcp(7), keep-alive). One that does not answer, or answers
/// that it knows nothing of the connection, ends it: its state is <see cref="TcpState.Close"/> then.
/// </summary>
/// <param name="Idle">How long nothing has come before the first probe, in whole seconds.</param>
/// <param name="Interval">How long until the next one where no answer comes, in whole seconds.</param>
/// <param name="Count">So many probes without an answer end the connection.</param>
internal sealed record KeepAlive(TimeSpan Idle, TimeSpan Interval, int Count)
{
    /// <summary>
    /// For a peer that has sent its FIN: it may have half-closed, or be gone. One that is gone answers with a reset as soon as
    /// its own wait for our FIN is over (<c>net.ipv4.tcp_fin_timeout</c>, mostly 60 s).
    /// </summary>
    public static KeepAlive AfterFin { get; } = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), 3);

    /// <summary>Sets it on a socket; on one that listens, for all that it accepts (Linux).</summary>
    /// <exception cref="SocketException">The socket cannot be used.</exception>
    public void SetOn(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)Idle.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)Interval.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Count);
    }

    /// <summary>Has the peer of a connection probed at least that often; where it is probed more often already, that stays.</summary>
    public void SetAtLeastOn(Socket connection)
    {
        try
        {
            var asIs = Of(connection);
            new KeepAlive(Shorter(asIs.Idle, Idle), Shorter(asIs.Interval, Interval), Math.Min(asIs.Count, Count)).SetOn(connection);
        }
        catch (SocketException)
        {
            // It has been reset meanwhile, which is found out by itself.
        }
    }

    /// <summary>What is set on a socket, whether it is switched on or not.</summary>
    /// <exception cref="SocketException">The socket cannot be used.</exception>
    public static KeepAlive Of(Socket socket) => new(
        TimeSpan.FromSeconds(Option(socket, SocketOptionName.TcpKeepAliveTime)),
        TimeSpan.FromSeconds(Option(socket, SocketOptionName.TcpKeepAliveInterval)),
        Option(socket, SocketOptionName.TcpKeepAliveRetryCount));

    /// <summary>Whether a socket's peer is probed at all.</summary>
    /// <exception cref="SocketException">The socket cannot be used.</exception>
    public static bool IsOn(Socket socket) => (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)! != 0;

    private static int Option(Socket socket, SocketOptionName name) => (int)socket.GetSocketOption(SocketOptionLevel.Tcp, name)!;

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
