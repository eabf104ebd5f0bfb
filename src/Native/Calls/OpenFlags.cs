using System.Runtime.InteropServices;

namespace ActorServer.Native.Calls;

/// <summary>How a file is opened: the flags of open(2), pipe2(2) and fcntl(2).</summary>
internal static class OpenFlags
{
    public const int O_RDONLY = 0;
    public const int O_RDWR = 2;

    public static readonly int O_NONBLOCK = OperatingSystem.IsMacOS() ? 0x4 : 0x800;
    public static readonly int O_CLOEXEC = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    // Other numbers on ARM.
    public static readonly int O_DIRECTORY = OperatingSystem.IsMacOS() ? 0x100000 : IsLinuxOnArm ? 0x4000 : 0x10000;
    public static readonly int O_NOFOLLOW = OperatingSystem.IsMacOS() ? 0x100 : IsLinuxOnArm ? 0x8000 : 0x20000;

    private static bool IsLinuxOnArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
}
