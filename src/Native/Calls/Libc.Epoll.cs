using System.Runtime.InteropServices;

namespace ActorServer.Native.Calls;

// Linux alone has them.
internal static unsafe partial class Libc
{
    [LibraryImport(Library, SetLastError = true)]
    public static partial int epoll_create1(int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int epoll_ctl(SafeHandle epoll, int operation, SafeHandle descriptor, byte* asked);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int epoll_wait(SafeHandle epoll, byte* happened, int most, int milliseconds);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint splice(SafeHandle from, long* fromOffset, SafeHandle to, long* toOffset, nuint length, uint flags);
}
