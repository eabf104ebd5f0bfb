using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.Native.Calls;

/// <summary><c>struct statx</c>, statx(2), of which some is looked at.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    public const uint STATX_TYPE = 0x1;

    public const uint STATX_INO = 0x100;

    public const uint STATX_SIZE = 0x200;

    // inode(7): S_IFMT, S_IFREG, S_IFSOCK.
    private const int TypeMask = 0xF000;
    private const int TypeRegular = 0x8000;
    private const int TypeSocket = 0xC000;

    // AT_FDCWD; of no meaning beside an absolute path.
    private static readonly SafeFileHandle Nowhere = new(-100, ownsHandle: false);

    [FieldOffset(20)]
    public uint User;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(32)]
    public ulong Inode;

    [FieldOffset(40)]
    public ulong Size;

    [FieldOffset(136)]
    public uint DeviceMajor;

    [FieldOffset(140)]
    public uint DeviceMinor;

    /// <summary>It is a file with bytes in it.</summary>
    public readonly bool IsRegular => (Mode & TypeMask) == TypeRegular;

    /// <summary>It is a Unix socket.</summary>
    public readonly bool IsSocket => (Mode & TypeMask) == TypeSocket;

    /// <summary>What is told of a path without opening what is there; null where there is nothing, or nothing can be told. Linux.</summary>
    public static FileStatus? Of(string path, uint wanted, int flags = 0) =>
        OperatingSystem.IsLinux() && Libc.statx(Nowhere, path, flags, wanted, out var status) == 0 ? status : null;
}
