using System.IO.Enumeration;
using ActorServer.Native.Calls;

namespace ActorServer.Native.Descriptors;

/// <summary>How many descriptors this process has.</summary>
internal static class OpenDescriptors
{
    private const string Listed = "/proc/self/fd";

    /// <summary>Their number; null where the system does not tell (Linux).</summary>
    public static long? Count => !OperatingSystem.IsLinux() ? null : Told() ?? Counted();

    // Since Linux 6.2 the directory's size is their number.
    private static long? Told() =>
        FileStatus.Of(Listed, FileStatus.STATX_SIZE) is { Size: > 0 and var size } ? (long)size : null;

    // Without a string for each of them.
    private static long? Counted()
    {
        try
        {
            return new FileSystemEnumerable<byte>(Listed, static (ref FileSystemEntry _) => 0).LongCount() - 1;
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
