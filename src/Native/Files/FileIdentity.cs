using ActorServer.Native.Calls;

namespace ActorServer.Native.Files;

/// <summary>Which file a path names: another one that stands there later has another identity, whatever its name.</summary>
/// <param name="Device">The file system.</param>
/// <param name="Inode">The file's number on it.</param>
/// <param name="IsSocket">It is a Unix socket.</param>
internal readonly record struct FileIdentity(ulong Device, ulong Inode, bool IsSocket)
{
    private const int AT_SYMLINK_NOFOLLOW = 0x100;

    /// <summary>What an absolute path names, where a symbolic link is itself; null where there is nothing, or it cannot be told.</summary>
    public static FileIdentity? Of(string path) =>
        FileStatus.Of(path, FileStatus.STATX_TYPE | FileStatus.STATX_INO, AT_SYMLINK_NOFOLLOW) is { } status
            ? new FileIdentity(((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode, status.IsSocket)
            : null;
}
