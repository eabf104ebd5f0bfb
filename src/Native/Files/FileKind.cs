using ActorServer.Native.Calls;

namespace ActorServer.Native.Files;

/// <summary>What kind of file there is at a path, told without opening it: to open a FIFO waits for somebody at its other end.</summary>
internal static class FileKind
{
    /// <summary>Whether it is known to be something else than a file with bytes in it. What is not there is not.</summary>
    public static bool IsNotRegular(string path) => FileStatus.Of(path, FileStatus.STATX_TYPE) is { IsRegular: false };
}
