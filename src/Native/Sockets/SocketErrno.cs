using System.Net.Sockets;
using ActorServer.Native.Calls;

namespace ActorServer.Native.Sockets;

/// <summary>What a failed system call on a socket means in .NET's words, of which there is no public translation.</summary>
internal static class SocketErrno
{
    /// <summary>The exception that .NET's own sockets throw.</summary>
    public static SocketException Exception(int error) => new((int)Error(error));

    /// <summary>The error of an errno.</summary>
    public static SocketError Error(int error) => error switch
    {
        Errno.EPIPE => SocketError.Shutdown,
        Errno.EMFILE or Errno.ENFILE => SocketError.TooManyOpenSockets,
        _ when error == Errno.EAGAIN => SocketError.WouldBlock,
        _ when error == Errno.ENETDOWN => SocketError.NetworkDown,
        _ when error == Errno.ENETUNREACH => SocketError.NetworkUnreachable,
        _ when error == Errno.ECONNABORTED => SocketError.ConnectionAborted,
        _ when error == Errno.ECONNRESET => SocketError.ConnectionReset,
        _ when error == Errno.ENOBUFS => SocketError.NoBufferSpaceAvailable,
        _ when error == Errno.ENOTCONN => SocketError.NotConnected,
        _ when error == Errno.ETIMEDOUT => SocketError.TimedOut,
        _ when error == Errno.ECONNREFUSED => SocketError.ConnectionRefused,
        _ when error == Errno.EHOSTDOWN => SocketError.HostDown,
        _ when error == Errno.EHOSTUNREACH => SocketError.HostUnreachable,
        _ => SocketError.SocketError,
    };
}
