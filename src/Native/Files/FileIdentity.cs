using ActorServer.Native.Calls;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.Native.Files;

/// <summary>Which file a path names: another one that stands there later has another identity, whatever its name.</summary>
/// <param name="Device">The file system.</param>
/// <param name="Inode">The file's number on it.</param>
/// <param name="IsSocket">It is a Unix socket.</param>
internal readonly record struct FileIdentity(ulong Device, ulong Inode, bool IsSocket)
{
    private const int AT_SYMLINK_NOFOLLOW = 0x100;
    private const uint STATX_TYPE = 0x1;
    private const uint STATX_INO = 0x100;
    // inode(7): S_IFMT and S_IFSOCK.
    private const int TypeMask = 0xF000;
    private const int TypeSocket = 0xC000;

    // AT_FDCWD; of no meaning beside an absolute path.
    private static readonly SafeFileHandle Nowhere = new(-100, ownsHandle: false);

    /// <summary>What an absolute path names, where a symbolic link is itself; null where there is nothing, or it cannot be told.</summary>
    public static FileIdentity? Of(string path) =>
        OperatingSystem.IsLinux() && Libc.statx(Nowhere, path, AT_SYMLINK_NOFOLLOW, STATX_TYPE | STATX_INO, out var status) == 0
            ? new FileIdentity(((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode, (status.Mode & TypeMask) == TypeSocket)
            : null;
}
