using System.Net.Sockets;
using ActorServer.Native.Calls;

namespace ActorServer.Native.Sockets;

/// <summary>
/// Receives from a client and sends to it, with recv(2) and send(2) and nothing between. What a call waits for, and how long, it
/// says itself, since whether the socket does by default is up to everybody who has it. Of a socket of which the kernel keeps no
/// counts it tells those who do.
/// </summary>
internal static unsafe class SocketTransfer
{
    /// <summary>Receives, and waits in that one call if the socket does. 0 is the client's end-of-file.</summary>
    /// <exception cref="SocketException">The client is gone.</exception>
    public static int Receive(SafeSocketHandle socket, Span<byte> buffer, SocketCounts? counts = null)
    {
        while (true)
        {
            var count = Received(socket, buffer);
            if (count >= 0)
                return Counted(count, counts);
            if (Errno.Last is var error and not Errno.EINTR)
                throw SocketErrno.Exception(error);
        }
    }

    /// <summary>The same, but waits no longer than the limits say. -1 when the time is up; nothing has been received then.</summary>
    /// <exception cref="SocketException">The client is gone.</exception>
    /// <exception cref="OperationCanceledException">The token is cancelled; nothing has been received.</exception>
    public static int Receive(SafeSocketHandle socket, Span<byte> buffer, int timeout, CancellationToken cancellation, SocketCounts? counts = null)
    {
        var wait = SocketWait.ForInput(socket, timeout, cancellation);
        try
        {
            while (true)
            {
                var count = SocketCalls.ReceiveNow(socket, buffer, out var error);
                if (count >= 0)
                    return Counted(count, counts);
                if (error != Errno.EAGAIN)
                    throw SocketErrno.Exception(error);
                if (!wait.Await())
                    return -1;
            }
        }
        finally
        {
            wait.Dispose();
        }
    }

    /// <summary>Sends all of it, and waits in those calls if the socket does.</summary>
    /// <exception cref="SocketException">The client is gone.</exception>
    public static void Send(SafeSocketHandle socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = Sent(socket, bytes);
            if (count >= 0)
                bytes = bytes[count..];
            else if (Errno.Last is var error and not Errno.EINTR)
                throw SocketErrno.Exception(error);
        }
    }

    /// <summary>The same, but waits no longer than the limits say. False when the time is up; some may have been sent then.</summary>
    /// <exception cref="SocketException">The client is gone.</exception>
    /// <exception cref="OperationCanceledException">The token is cancelled; some may have been sent.</exception>
    public static bool Send(SafeSocketHandle socket, ReadOnlySpan<byte> bytes, int timeout, CancellationToken cancellation, SocketCounts? counts = null)
    {
        var wait = SocketWait.ForRoom(socket, timeout, cancellation);
        try
        {
            while (true)
            {
                bytes = bytes[SendNow(socket, bytes, counts)..];
                if (bytes.IsEmpty)
                    return true;
                if (!wait.Await())
                    return false;
            }
        }
        finally
        {
            wait.Dispose();
        }
    }

    /// <summary>Sends as much as the kernel takes at once, and says how much.</summary>
    /// <exception cref="SocketException">The client is gone.</exception>
    public static int SendNow(SafeSocketHandle socket, ReadOnlySpan<byte> bytes, SocketCounts? counts = null)
    {
        if (bytes.IsEmpty)
            return 0;
        var count = SocketCalls.SendNow(socket, bytes, out var error);
        counts?.AddSent(count);
        if (count >= 0)
            return count;
        return error == Errno.EAGAIN ? 0 : throw SocketErrno.Exception(error);
    }

    private static int Counted(int count, SocketCounts? counts)
    {
        if (count == 0 && counts is { IsCutOff: true })
            throw SocketErrno.Exception(Errno.ECONNRESET);
        counts?.AddReceived(count);
        return count;
    }

    private static int Received(SafeSocketHandle socket, Span<byte> buffer)
    {
        fixed (byte* first = buffer)
            return (int)Libc.recv(socket, first, (nuint)buffer.Length, 0);
    }

    // A client that resets on macOS must not kill the process; the owner has set SO_NOSIGPIPE there.
    private static int Sent(SafeSocketHandle socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
            return (int)Libc.send(socket, first, (nuint)bytes.Length, MessageFlags.MSG_NOSIGNAL);
    }
}
