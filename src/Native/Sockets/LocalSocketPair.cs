using System.Net.Sockets;
using System.Runtime.InteropServices;
using ActorServer.Native.Calls;
using ActorServer.Native.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.Native.Sockets;

/// <summary>socketpair(2): two connected Unix-domain stream sockets, both closed on exec.</summary>
internal static unsafe class LocalSocketPair
{
    private const int AF_UNIX = 1;
    private const int SOCK_STREAM = 1;
    private const int SHUT_RD = 0;

    /// <summary>
    /// A pair of which ours only sends: what the other side sent would never be read. The errno, or 0. .NET waits for it as for
    /// a pipe.
    /// </summary>
    public static int MakeChannel(out SafePipeHandle ours, out SafePipeHandle theirs)
    {
        var error = Make(out var ourEnd, out var theirEnd);
        ours = new SafePipeHandle(ourEnd, ownsHandle: true);
        theirs = new SafePipeHandle(theirEnd, ownsHandle: true);
        if (error == 0)
            _ = Libc.shutdown(ours, SHUT_RD);
        return error;
    }

    /// <summary>A pair for both directions. The errno, or 0.</summary>
    public static int MakeConnection(out SafeSocketHandle ours, out SafeSocketHandle theirs)
    {
        var error = Make(out var ourEnd, out var theirEnd);
        ours = new SafeSocketHandle(ourEnd, ownsHandle: true);
        theirs = new SafeSocketHandle(theirEnd, ownsHandle: true);
        return error;
    }

    /// <summary>
    /// Whether the descriptor can be the other side of such a channel: a socket whose peer has said that it reads nothing. A pipe, a
    /// terminal and a socket for both directions, as other programs give their children for standard input, are not. Off Linux, where the
    /// system does not tell, any socket can be.
    /// </summary>
    public static bool MayBeChannel(SafeHandle descriptor)
    {
        byte nothing;
        var error = Libc.send(descriptor, &nothing, 0, MessageFlags.MSG_DONTWAIT | MessageFlags.MSG_NOSIGNAL) < 0 ? Errno.Last : 0;
        return OperatingSystem.IsLinux() ? error == Errno.EPIPE : error != Errno.EBADF && error != Errno.ENOTSOCK;
    }

    /// <summary>Looks at what has come first, without taking it or waiting for it. How much there is; 0 at the end; -1 when there is nothing, or no socket.</summary>
    public static int PeekNow(SafeHandle descriptor, Span<byte> bytes)
    {
        fixed (byte* first = bytes)
            return (int)Libc.recv(descriptor, first, (nuint)bytes.Length, MessageFlags.MSG_PEEK | MessageFlags.MSG_DONTWAIT);
    }

    private static int Make(out nint ours, out nint theirs)
    {
        var ends = stackalloc int[2] { -1, -1 };
        // SOCK_CLOEXEC of Linux is the number of O_CLOEXEC.
        var error = Errno.Of(Libc.socketpair(AF_UNIX, SOCK_STREAM | (OperatingSystem.IsMacOS() ? 0 : OpenFlags.O_CLOEXEC), 0, ends));
        (ours, theirs) = (ends[0], ends[1]);
        if (error == 0 && OperatingSystem.IsMacOS())
        {
            for (var i = 0; i < 2; i++)
            {
                using var end = new SafePipeHandle(ends[i], ownsHandle: false);
                Fcntl.CloseOnExecute(end);
            }
        }

        return error;
    }
}
