using System.Net.Sockets;
using System.Runtime.InteropServices;
using ActorServer.Native.Calls;

namespace ActorServer.Native.Sockets;

/// <summary>The system calls on sockets that .NET has no API for. 64-bit Linux and macOS.</summary>
internal static unsafe class SocketCalls
{
    private const int ProtocolTcp = 6;
    private const int ShutWrite = 1;
    private const int ShutBoth = 2;
    private const int LevelSocket = 1;
    private const int OptionLinger = 13;
    private const nuint IoctlOutputQueue = 0x5411;

    /// <summary>tcp(7) of Linux: <c>TCP_ZEROCOPY_RECEIVE</c>.</summary>
    public const int TcpZerocopyReceive = 35;

    /// <summary><c>TCP_INQ</c> of <c>linux/tcp.h</c>; also the type of its control message.</summary>
    public const int TcpInq = 36;

    /// <summary>
    /// shutdown(2) of our output, after all that was written; false when the client has reset. Not .NET's, which also ends the
    /// input when another thread waits for some.
    /// </summary>
    public static bool EndOutput(SafeHandle socket) => Libc.shutdown(socket, ShutWrite) == 0;

    /// <summary>
    /// shutdown(2) both ways: nobody reads or writes any more, on whatever descriptor of the socket. What was written still
    /// leaves; what the client sends from now on is answered with a reset.
    /// </summary>
    public static void EndBothWays(SafeSocketHandle socket) => _ = Libc.shutdown(socket, ShutBoth);

    /// <summary>Dissolves the connection and resets the peer, by connect(2) to an address of no family. The errno, or 0.</summary>
    public static int Disconnect(Socket socket)
    {
        Span<byte> noFamily = stackalloc byte[16];
        noFamily.Clear();
        fixed (byte* address = noFamily)
            return Errno.Of(Libc.connect(socket.SafeHandle, address, 16));
    }

    /// <summary>The same on macOS, where it resets only if linger is 0: disconnectx(2). The errno, or 0.</summary>
    public static int DisconnectOnMacOs(Socket socket) => Errno.Of(Libc.disconnectx(socket.SafeHandle, 0, 0));

    /// <summary>tcp(7): <c>SIOCOUTQ</c>, with an unacknowledged FIN counted as a byte. Null on failure and off Linux.</summary>
    public static long? OutputQueue(Socket socket)
    {
        int queued;
        return OperatingSystem.IsLinux() && Libc.ioctl(socket.SafeHandle, IoctlOutputQueue, &queued) == 0 ? queued : null;
    }

    /// <summary><c>SO_LINGER</c>, off: the last close ends the connection in order. Linux.</summary>
    public static void DoNotLinger(SafeHandle socket)
    {
        var off = stackalloc int[2] { 0, 0 };
        _ = Libc.setsockopt(socket, LevelSocket, OptionLinger, off, 2 * sizeof(int));
    }

    /// <summary>getsockopt(2) at the level of TCP. The errno, or 0; nothing is thrown for an errno that is an answer.</summary>
    public static int GetOption(Socket socket, int option, Span<byte> value) => GetOption(socket.SafeHandle, option, value);

    /// <summary>The same.</summary>
    public static int GetOption(SafeHandle socket, int option, Span<byte> value)
    {
        var length = (uint)value.Length;
        fixed (byte* first = value)
            return Errno.Of(Libc.getsockopt(socket, ProtocolTcp, option, first, &length));
    }

    /// <summary>setsockopt(2) at the level of TCP. False if the kernel does not have the option.</summary>
    public static bool SetOption(Socket socket, int option, int value) =>
        Libc.setsockopt(socket.SafeHandle, ProtocolTcp, option, &value, sizeof(int)) == 0;

    /// <summary>
    /// recv(2) that does not wait, also where another descriptor of the socket has made calls on it wait. The bytes received,
    /// 0 at the end of the input; <see cref="SocketError.WouldBlock"/> when there are none yet.
    /// </summary>
    public static int ReceiveNow(Socket socket, Span<byte> buffer, out SocketError error) => ReceiveNow(socket, buffer, 0, out error);

    /// <summary>The same, but what is received can be received again.</summary>
    public static int PeekNow(Socket socket, Span<byte> buffer, out SocketError error) => ReceiveNow(socket, buffer, MessageFlags.MSG_PEEK, out error);

    /// <summary>recv(2) that does not wait. The bytes received, 0 at the end of the input, or -1 and the errno.</summary>
    public static int ReceiveNow(SafeHandle socket, Span<byte> buffer, out int error) => ReceiveNow(socket, buffer, 0, out error);

    /// <summary>send(2) that does not wait. The bytes that the kernel has taken, or -1 and the errno.</summary>
    public static int SendNow(SafeHandle socket, ReadOnlySpan<byte> bytes, out int error)
    {
        nint count;
        fixed (byte* first = bytes)
        {
            do
                count = Libc.send(socket, first, (nuint)bytes.Length, MessageFlags.MSG_DONTWAIT | MessageFlags.MSG_NOSIGNAL);
            while (count < 0 && Errno.Last == Errno.EINTR);
        }

        error = count < 0 ? Errno.Last : 0;
        return (int)count;
    }

    /// <summary>recvmsg(2) that neither consumes nor waits. Bytes peeked, or less than 0.</summary>
    public static nint Peek(Socket socket, ref MessageHeader message)
    {
        fixed (MessageHeader* header = &message)
            return Libc.recvmsg(socket.SafeHandle, header, MessageFlags.MSG_PEEK | MessageFlags.MSG_DONTWAIT);
    }

    // Anything else than that there is nothing yet means that the connection is lost.
    private static int ReceiveNow(Socket socket, Span<byte> buffer, int flags, out SocketError error)
    {
        var count = ReceiveNow(socket.SafeHandle, buffer, flags, out int errno);
        error = count >= 0 ? SocketError.Success : errno == Errno.EAGAIN ? SocketError.WouldBlock : SocketError.ConnectionReset;
        return Math.Max(0, count);
    }

    private static int ReceiveNow(SafeHandle socket, Span<byte> buffer, int flags, out int error)
    {
        nint count;
        fixed (byte* first = buffer)
        {
            do
                count = Libc.recv(socket, first, (nuint)buffer.Length, MessageFlags.MSG_DONTWAIT | flags);
            while (count < 0 && Errno.Last == Errno.EINTR);
        }

        error = count < 0 ? Errno.Last : 0;
        return (int)count;
    }
}
