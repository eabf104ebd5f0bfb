using System.Net;
using System.Net.Sockets;
using ActorServer.Native.Calls;

namespace ActorServer.Native.Sockets;

/// <summary>
/// connect(2) that does not wait, on a socket that .NET has never seen: one on which .NET has waited once stays in its epoll, which costs
/// as much as moving the bytes. Linux.
/// </summary>
internal static unsafe class NonBlockingConnect
{
    private const int NonBlockingStream = 0x1 | 0x800 | 0x80000;
    private const int LevelIp = 0;
    private const int LevelSocket = 1;
    private const int OptionError = 4;

    // A port is taken when it is known for whom, so that each far address has all of them.
    private const int OptionBindAddressNoPort = 24;

    /// <summary>Begins to connect. Once there is room to write, or an error, <see cref="Outcome"/> tells how it went.</summary>
    /// <exception cref="SocketException">It cannot even begin.</exception>
    public static SafeSocketHandle Begin(IPAddress from, IPEndPoint to)
    {
        var descriptor = Libc.socket((int)to.Serialize().Family, NonBlockingStream, 0);
        if (descriptor < 0)
            throw SocketErrno.Exception(Errno.Last);
        var socket = new SafeSocketHandle(descriptor, ownsHandle: true);
        var one = 1;
        _ = Libc.setsockopt(socket, LevelIp, OptionBindAddressNoPort, &one, sizeof(int));
        var error = Bind(socket, new IPEndPoint(from, 0));
        if (error == 0)
            error = Connect(socket, to);
        if (error == 0 || error == Errno.EINPROGRESS)
            return socket;
        socket.Dispose();
        throw SocketErrno.Exception(error);
    }

    /// <summary>How it went: an errno, or 0 when it is connected. Asked once: the kernel forgets it then.</summary>
    public static int Outcome(SafeSocketHandle socket)
    {
        int error;
        var length = (uint)sizeof(int);
        var failed = Errno.Of(Libc.getsockopt(socket, LevelSocket, OptionError, &error, &length));
        return failed != 0 ? failed : error;
    }

    private static int Bind(SafeSocketHandle socket, IPEndPoint at)
    {
        var address = at.Serialize();
        fixed (byte* first = address.Buffer.Span)
            return Errno.Of(Libc.bind(socket, first, (uint)address.Size));
    }

    private static int Connect(SafeSocketHandle socket, IPEndPoint to)
    {
        var address = to.Serialize();
        fixed (byte* first = address.Buffer.Span)
            return Errno.Of(Libc.connect(socket, first, (uint)address.Size));
    }
}
