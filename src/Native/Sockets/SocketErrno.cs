using System.Net.Sockets;

namespace ActorServer.Native.Sockets;

/// <summary>What a failed system call on a socket means in .NET's words, of which there is no public translation.</summary>
internal static class SocketErrno
{
    private static readonly bool IsMacOs = OperatingSystem.IsMacOS();

    /// <summary>The call would have to wait.</summary>
    public static bool IsAgain(int error) => error == (IsMacOs ? 35 : 11);

    /// <summary>The exception that .NET's own sockets throw.</summary>
    public static SocketException Exception(int error) => new((int)Error(error));

    /// <summary>The error of an errno.</summary>
    public static SocketError Error(int error) => error switch
    {
        32 => SocketError.Shutdown,
        _ when IsAgain(error) => SocketError.WouldBlock,
        _ when IsMacOs => ErrorOnMacOs(error),
        100 => SocketError.NetworkDown,
        101 => SocketError.NetworkUnreachable,
        103 => SocketError.ConnectionAborted,
        104 => SocketError.ConnectionReset,
        105 => SocketError.NoBufferSpaceAvailable,
        107 => SocketError.NotConnected,
        110 => SocketError.TimedOut,
        111 => SocketError.ConnectionRefused,
        112 => SocketError.HostDown,
        113 => SocketError.HostUnreachable,
        _ => SocketError.SocketError,
    };

    private static SocketError ErrorOnMacOs(int error) => error switch
    {
        50 => SocketError.NetworkDown,
        51 => SocketError.NetworkUnreachable,
        53 => SocketError.ConnectionAborted,
        54 => SocketError.ConnectionReset,
        55 => SocketError.NoBufferSpaceAvailable,
        57 => SocketError.NotConnected,
        60 => SocketError.TimedOut,
        61 => SocketError.ConnectionRefused,
        64 => SocketError.HostDown,
        65 => SocketError.HostUnreachable,
        _ => SocketError.SocketError,
    };
}
