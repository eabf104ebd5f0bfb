using System.Net.Sockets;
using System.Runtime.InteropServices;
using ActorServer.Native.Calls;

namespace ActorServer.Native.Processes;

/// <summary>Which user a process runs as: this one, and the one at the other end of a Unix socket.</summary>
internal static class ProcessUser
{
    private const int SOL_SOCKET = 1;
    private const int SO_PEERCRED = 17;

    /// <summary>The effective user id of this process.</summary>
    public static uint Effective { get; } = Libc.geteuid();

    /// <summary>The real user id of this process, under which its tasks are counted.</summary>
    public static uint Real => Libc.getuid();

    /// <summary>False only when the kernel says that the process at the other end is another user's.</summary>
    public static bool IsOurs(Socket socket)
    {
        // Elsewhere the mode of the directory must do.
        if (!OperatingSystem.IsLinux())
            return true;
        return CredentialsOf(socket) is { } peer && peer.User == Effective;
    }

    /// <summary>
    /// The process that connected at the other end of a Unix socket, 0 where it cannot be seen, and its user, as the kernel has noted
    /// them then. Null where the system does not tell (Linux, <c>SO_PEERCRED</c>).
    /// </summary>
    public static (int Process, uint User)? CredentialsOf(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        Span<int> credentials = stackalloc int[3];
        var bytes = MemoryMarshal.AsBytes(credentials);
        return socket.GetRawSocketOption(SOL_SOCKET, SO_PEERCRED, bytes) == bytes.Length ? (credentials[0], (uint)credentials[1]) : null;
    }
}
