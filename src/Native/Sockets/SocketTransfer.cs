using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ActorServer.Native.Sockets;

/// <summary>
/// Receives from a client and sends to it, with recv(2) and send(2) and nothing between. What a call waits for, and how long, it
/// says itself, since whether the socket does by default is up to everybody who has it.
/// </summary>
internal static unsafe partial class SocketTransfer
{
    private const int Interrupted = 4;

    private static readonly int DontWait = OperatingSystem.IsMacOS() ? 0x80 : 0x40;

    // A client that resets on macOS must not kill the process; the owner has set SO_NOSIGPIPE there.
    private static readonly int NoSignal = OperatingSystem.IsLinux() ? 0x4000 : 0;

    /// <summary>Receives, and waits in that one call if the socket does. 0 is the client's end-of-file.</summary>
    /// <exception cref="SocketException">The client is gone.</exception>
    public static int Receive(SafeSocketHandle socket, Span<byte> buffer)
    {
        while (true)
        {
            var count = Received(socket, buffer, 0);
            if (count >= 0)
                return count;
            if (Marshal.GetLastPInvokeError() is var error and not Interrupted)
                throw SocketErrno.Exception(error);
        }
    }

    /// <summary>The same, but waits no longer than the limits say. -1 when the time is up; nothing has been received then.</summary>
    /// <exception cref="SocketException">The client is gone.</exception>
    /// <exception cref="OperationCanceledException">The token is cancelled; nothing has been received.</exception>
    public static int Receive(SafeSocketHandle socket, Span<byte> buffer, int timeout, CancellationToken cancellation)
    {
        var wait = SocketWait.ForInput(socket, timeout, cancellation);
        try
        {
            while (true)
            {
                var count = Received(socket, buffer, DontWait);
                if (count >= 0)
                    return count;
                var error = Marshal.GetLastPInvokeError();
                if (!SocketErrno.IsAgain(error) && error != Interrupted)
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
            var count = Sent(socket, bytes, NoSignal);
            if (count >= 0)
                bytes = bytes[count..];
            else if (Marshal.GetLastPInvokeError() is var error and not Interrupted)
                throw SocketErrno.Exception(error);
        }
    }

    /// <summary>The same, but waits no longer than the limits say. False when the time is up; some may have been sent then.</summary>
    /// <exception cref="SocketException">The client is gone.</exception>
    /// <exception cref="OperationCanceledException">The token is cancelled; some may have been sent.</exception>
    public static bool Send(SafeSocketHandle socket, ReadOnlySpan<byte> bytes, int timeout, CancellationToken cancellation)
    {
        var wait = SocketWait.ForRoom(socket, timeout, cancellation);
        try
        {
            while (true)
            {
                bytes = bytes[SendNow(socket, bytes)..];
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
    public static int SendNow(SafeSocketHandle socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = Sent(socket, bytes, NoSignal | DontWait);
            if (count >= 0)
                return count;
            var error = Marshal.GetLastPInvokeError();
            if (SocketErrno.IsAgain(error))
                return 0;
            if (error != Interrupted)
                throw SocketErrno.Exception(error);
        }

        return 0;
    }

    private static int Received(SafeSocketHandle socket, Span<byte> buffer, int flags)
    {
        fixed (byte* first = buffer)
            return (int)recv(socket, first, (nuint)buffer.Length, flags);
    }

    private static int Sent(SafeSocketHandle socket, ReadOnlySpan<byte> bytes, int flags)
    {
        fixed (byte* first = bytes)
            return (int)send(socket, first, (nuint)bytes.Length, flags);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(SafeSocketHandle socket, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(SafeSocketHandle socket, byte* buffer, nuint length, int flags);
}
