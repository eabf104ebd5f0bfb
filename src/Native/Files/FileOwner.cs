using System.Runtime.InteropServices;
using ActorServer.Native.Calls;

namespace ActorServer.Native.Files;

/// <summary>Whose a file is.</summary>
internal static class FileOwner
{
    private const int AT_EMPTY_PATH = 0x1000;
    private const uint STATX_UID = 0x8;

    /// <summary>The user an open file belongs to; null where this cannot be known.</summary>
    public static uint? Of(SafeHandle file) =>
        OperatingSystem.IsLinux() && Libc.statx(file, "", AT_EMPTY_PATH, STATX_UID, out var status) == 0 ? status.User : null;
}
