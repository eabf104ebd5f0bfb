using ActorServer.Native.Calls;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.Native.Files;

/// <summary>What kind of file there is at a path, told without opening it: to open a FIFO waits for somebody at its other end.</summary>
internal static class FileKind
{
    private const uint STATX_TYPE = 0x1;
    // inode(7): S_IFMT and S_IFREG.
    private const int TypeMask = 0xF000;
    private const int TypeRegular = 0x8000;

    private static readonly SafeFileHandle Nowhere = new(-100, ownsHandle: false);

    /// <summary>Whether it is known to be something else than a file with bytes in it. What is not there is not.</summary>
    public static bool IsNotRegular(string path) =>
        OperatingSystem.IsLinux() && Libc.statx(Nowhere, path, 0, STATX_TYPE, out var status) == 0 && (status.Mode & TypeMask) != TypeRegular;
}
