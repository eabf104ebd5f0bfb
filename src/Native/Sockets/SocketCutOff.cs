using System.Net.Sockets;
using ActorServer.Native.Calls;

namespace ActorServer.Native.Sockets;

/// <summary>
/// Cuts a client off: it is reset at once, even while another process holds the same socket, or reads from it. Closing
/// with linger 0 would do nothing then, and a shutdown would look like a regular end. The counters of
/// <see cref="TcpInfo"/> are zero afterwards.
/// </summary>
internal static class SocketCutOff
{
    private const int Attempts = 20;

    /// <summary>
    /// Resets the client. The socket is left to its owner, who still disposes it. A socket already disposed is left
    /// alone. Where the system cannot dissolve the connection, it is shut down and set to be reset by the last close.
    /// </summary>
    public static void CutOff(Socket socket)
    {
        try
        {
            if (!Reset(socket))
                ShutDownAndResetOnClose(socket);
        }
        catch (ObjectDisposedException)
        {
            // Its owner was faster.
        }
    }

    /// <summary>The same, of a socket that is the caller's own: it is closed as well.</summary>
    public static void CutOffAndClose(Socket socket)
    {
        CutOff(socket);
        socket.Dispose();
    }

    private static bool Reset(Socket socket)
    {
        if (OperatingSystem.IsMacOS())
        {
            TrySet(socket, s => s.LingerState = new LingerOption(enable: true, seconds: 0));
            return SocketCalls.DisconnectOnMacOs(socket) == 0;
        }

        var error = SocketCalls.Disconnect(socket);
        for (var attempt = 1; error == Errno.EBUSY && attempt < Attempts; attempt++)
        {
            // Linux 6.4 to 6.6 refuses while somebody waits in a call on the socket. The shutdown wakes them; they need a
            // moment to leave it.
            TrySet(socket, s => s.Shutdown(SocketShutdown.Both));
            Thread.Sleep(attempt == 1 ? 0 : 1);
            error = SocketCalls.Disconnect(socket);
        }

        return error == 0;
    }

    private static void ShutDownAndResetOnClose(Socket socket)
    {
        TrySet(socket, s => s.LingerState = new LingerOption(enable: true, seconds: 0));
        TrySet(socket, s => s.Shutdown(SocketShutdown.Both));
    }

    private static void TrySet(Socket socket, Action<Socket> change)
    {
        try
        {
            change(socket);
        }
        catch (SocketException)
        {
            // Not connected any more: there is nobody to reset.
        }
    }
}
