using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ActorServer.Native.Descriptors;

/// <summary>Which user a process runs as: this one, and the one at the other end of a Unix socket.</summary>
internal static partial class ProcessUser
{
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;
    private const int OfTheDescriptor = 0x1000;
    private const uint WantUser = 0x8;

    /// <summary>The effective user id of this process.</summary>
    public static uint Effective { get; } = GetEffectiveUser();

    /// <summary>False only when the kernel says that the process at the other end is another user's.</summary>
    public static bool IsOurs(Socket socket)
    {
        // Elsewhere the mode of the directory must do.
        if (!OperatingSystem.IsLinux())
            return true;
        Span<int> credentials = stackalloc int[3];
        var bytes = MemoryMarshal.AsBytes(credentials);
        return socket.GetRawSocketOption(SocketLevel, PeerCredentials, bytes) == bytes.Length && (uint)credentials[1] == Effective;
    }

    /// <summary>The user a file belongs to; null where this cannot be known.</summary>
    public static uint? OwnerOf(SafeHandle file)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        // statx is the one file status call whose layout is the same on every Linux architecture.
        return StatX(file, "", OfTheDescriptor, WantUser, out var status) == 0 ? status.User : null;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(SafeHandle directory, string path, int flags, uint mask, out FileStatus status);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileStatus
    {
        [FieldOffset(20)]
        public uint User;
    }
}
