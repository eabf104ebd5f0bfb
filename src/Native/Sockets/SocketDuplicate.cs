using System.Net.Sockets;
using ActorServer.Native.Descriptors;

namespace ActorServer.Native.Sockets;

/// <summary>
/// Takes an accepted socket from its owner: a second descriptor of the same connection, which lives on when the owner
/// has closed its own.
/// </summary>
internal static class SocketDuplicate
{
    /// <summary>
    /// Duplicates the descriptor, closed on exec. The caller owns the result.
    /// </summary>
    /// <exception cref="SocketException">The process or the system has no descriptor left
    /// (<see cref="SocketError.TooManyOpenSockets"/>), or the socket cannot be used.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public static Socket Take(Socket accepted)
    {
        var descriptor = Fcntl.Duplicate(accepted.SafeHandle, out var error);
        if (descriptor < 0)
            throw SocketErrno.Exception(error);
        var handle = new SafeSocketHandle(descriptor, ownsHandle: true);
        try
        {
            return new Socket(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Undoes what the former owner has done to the connection, whose settings all descriptors share: the linger of 0
    /// with which it aborted its own end, and the non-blocking mode that it inherited from its listener or set for
    /// asynchronous calls. Call it when the former owner is done, and before the first I/O on the duplicate.
    /// </summary>
    /// <exception cref="SocketException">The socket cannot be used.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public static void Restore(Socket duplicate)
    {
        duplicate.LingerState = new LingerOption(enable: false, seconds: 0);
        Fcntl.MakeBlocking(duplicate.SafeHandle);
    }
}
