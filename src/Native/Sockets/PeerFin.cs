using System.Net.Sockets;
using System.Runtime.InteropServices;
using ActorServer.Native.Calls;

namespace ActorServer.Native.Sockets;

/// <summary>
/// Finds out whether a connection that has ended (state CLOSE) had received the peer's FIN before. The state no longer
/// tells: it is the same after a reset with and without a FIN, and after an orderly end. Nothing is consumed, neither
/// data nor the socket's pending error, as somebody else may still read them.
/// </summary>
/// <remarks>
/// The kernel has two counts of the unread input: FIONREAD leaves the FIN out, the <c>TCP_INQ</c> hint has it in. With
/// unread data the hint comes with a peek. Without, a peek would consume the pending error, but then a zero-copy receive
/// of nothing fails with EIO exactly when the stream has ended in a FIN (Linux, <c>net/ipv4/tcp.c</c>,
/// <c>tcp_inq_hint</c> and <c>tcp_zerocopy_receive</c>).
/// </remarks>
internal static class PeerFin
{
    /// <summary>True or false, or null where the kernel does not say.</summary>
    public static bool? WasReceived(Socket socket)
    {
        var unread = socket.Available;
        if (unread == 0)
            return EndsTheEmptyQueue(socket);
        return HintedInput(socket) is { } hint ? hint == unread + 1 : null;
    }

    private static bool? EndsTheEmptyQueue(Socket socket)
    {
        // 20 bytes of struct tcp_zerocopy_receive: up to inq, and short of err, whose presence would consume the error.
        Span<byte> request = stackalloc byte[20];
        request.Clear();
        return SocketCalls.GetOption(socket, SocketCalls.TcpZerocopyReceive, request) switch
        {
            0 => false,
            Errno.EIO => true,
            _ => null,
        };
    }

    private static int? HintedInput(Socket socket)
    {
        if (!SocketCalls.SetOption(socket, SocketCalls.TcpInq, 1))
            return null;
        try
        {
            return Peek(socket);
        }
        finally
        {
            SocketCalls.SetOption(socket, SocketCalls.TcpInq, 0);
        }
    }

    private static unsafe int? Peek(Socket socket)
    {
        byte data;
        var vector = new IoVector { Base = &data, Length = 1 };
        ControlMessage control = default;
        var message = new MessageHeader
        {
            Vectors = &vector,
            VectorCount = 1,
            Control = &control,
            ControlLength = (nuint)sizeof(ControlMessage),
        };
        var peeked = SocketCalls.Peek(socket, ref message);
        return peeked > 0 && control.Type == SocketCalls.TcpInq ? control.Value : null;
    }

    /// <summary><c>struct cmsghdr</c> and an int, padded to its alignment (cmsg(3), 64-bit Linux).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ControlMessage
    {
        public nuint Length;
        public int Level;
        public int Type;
        public int Value;
        public int Padding;
    }
}
