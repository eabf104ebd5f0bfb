using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ActorServer.Native.Sockets;

/// <summary>The system calls on sockets that .NET has no API for. 64-bit Linux and macOS.</summary>
internal static unsafe partial class SocketCalls
{
    private const int ProtocolTcp = 6;
    private const int MessagePeek = 0x02;
    private const int ErrorInterrupted = 4;
    private const int ShutWrite = 1;
    private const int ShutBoth = 2;
    private const int ErrorAgain = 11;
    private const int ErrorAgainOnMacOs = 35;
    private const nuint IoctlOutputQueue = 0x5411;

    /// <summary>tcp(7) of Linux: <c>TCP_ZEROCOPY_RECEIVE</c>.</summary>
    public const int TcpZerocopyReceive = 35;

    /// <summary><c>TCP_INQ</c> of <c>linux/tcp.h</c>; also the type of its control message.</summary>
    public const int TcpInq = 36;

    private static readonly int MessageDontWait = OperatingSystem.IsMacOS() ? 0x80 : 0x40;

    /// <summary>EIO, on every platform.</summary>
    public const int ErrorInputOutput = 5;

    /// <summary>EBUSY, on every platform.</summary>
    public const int ErrorBusy = 16;

    /// <summary>
    /// shutdown(2) of our output, after all that was written; false when the client has reset. Not .NET's, which also ends the
    /// input when another thread waits for some.
    /// </summary>
    public static bool EndOutput(SafeSocketHandle socket) => shutdown(socket, ShutWrite) == 0;

    /// <summary>
    /// shutdown(2) both ways: nobody reads or writes any more, on whatever descriptor of the socket. What was written still
    /// leaves; what the client sends from now on is answered with a reset.
    /// </summary>
    public static void EndBothWays(SafeSocketHandle socket) => _ = shutdown(socket, ShutBoth);

    /// <summary>Dissolves the connection and resets the peer, by connect(2) to an address of no family. The errno, or 0.</summary>
    public static int Disconnect(Socket socket)
    {
        Span<byte> noFamily = stackalloc byte[16];
        noFamily.Clear();
        fixed (byte* address = noFamily)
            return connect(socket.SafeHandle, address, 16) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>The same on macOS, where it resets only if linger is 0: disconnectx(2). The errno, or 0.</summary>
    public static int DisconnectOnMacOs(Socket socket) =>
        disconnectx(socket.SafeHandle, 0, 0) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>tcp(7): <c>SIOCOUTQ</c>, with an unacknowledged FIN counted as a byte. Null on failure and off Linux.</summary>
    public static long? OutputQueue(Socket socket)
    {
        int queued;
        return OperatingSystem.IsLinux() && ioctl(socket.SafeHandle, IoctlOutputQueue, &queued) == 0 ? queued : null;
    }

    /// <summary>getsockopt(2) at the level of TCP. The errno, or 0; nothing is thrown for an errno that is an answer.</summary>
    public static int GetOption(Socket socket, int option, Span<byte> value)
    {
        var length = (uint)value.Length;
        fixed (byte* first = value)
            return getsockopt(socket.SafeHandle, ProtocolTcp, option, first, &length) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>setsockopt(2) at the level of TCP. False if the kernel does not have the option.</summary>
    public static bool SetOption(Socket socket, int option, int value) =>
        setsockopt(socket.SafeHandle, ProtocolTcp, option, &value, sizeof(int)) == 0;

    /// <summary>
    /// recv(2) that does not wait, also where another descriptor of the socket has made calls on it wait. The bytes received,
    /// 0 at the end of the input; <see cref="SocketError.WouldBlock"/> when there are none yet.
    /// </summary>
    public static int ReceiveNow(Socket socket, Span<byte> buffer, out SocketError error)
    {
        nint count;
        fixed (byte* first = buffer)
            count = recv(socket.SafeHandle, first, (nuint)buffer.Length, MessageDontWait);
        error = count >= 0 ? SocketError.Success : ErrorOfReceive(Marshal.GetLastPInvokeError());
        return (int)Math.Max(0, count);
    }

    /// <summary>recvmsg(2) that neither consumes nor waits. Bytes peeked, or less than 0.</summary>
    public static nint Peek(Socket socket, ref MessageHeader message)
    {
        fixed (MessageHeader* header = &message)
            return recvmsg(socket.SafeHandle, header, MessagePeek | MessageDontWait);
    }

    // An interrupted call is tried again with the next look; anything else means that the connection is lost.
    private static SocketError ErrorOfReceive(int error) =>
        error is ErrorInterrupted or ErrorAgain or ErrorAgainOnMacOs ? SocketError.WouldBlock : SocketError.ConnectionReset;

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(SafeSocketHandle socket, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(SafeSocketHandle socket, byte* address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int disconnectx(SafeSocketHandle socket, uint association, uint connection);

    [LibraryImport("libc")]
    private static partial int shutdown(SafeSocketHandle socket, int how);

    // The argument is variadic; only Linux calls it, where that makes no difference on x64 and arm64.
    [LibraryImport("libc")]
    private static partial int ioctl(SafeSocketHandle socket, nuint request, int* argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockopt(SafeSocketHandle socket, int level, int option, byte* value, uint* length);

    [LibraryImport("libc")]
    private static partial int setsockopt(SafeSocketHandle socket, int level, int option, int* value, uint length);

    [LibraryImport("libc")]
    private static partial nint recvmsg(SafeSocketHandle socket, MessageHeader* message, int flags);

    /// <summary><c>struct iovec</c>, readv(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        public void* Base;
        public nuint Length;
    }

    /// <summary>
    /// <c>struct msghdr</c>, recvmsg(2), 64-bit Linux. On macOS the two lengths are shorter, padded to the same places but for
    /// the flags, which share the second half of <see cref="ControlLength"/>.
    /// </summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;

        /// <summary>How much of the control buffer the kernel has filled.</summary>
        public readonly int ControlLengthReceived => (int)(uint)ControlLength;
    }
}
