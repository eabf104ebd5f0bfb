using System.Runtime.InteropServices;

namespace ActorServer.Native.Calls;

/// <summary>
/// The functions of the C library that this program calls, each declared once and under its own name, without comfort: what
/// they do is in their man pages. The other folders wrap them, and everybody else calls those wrappers.
/// Linux on x64 and arm64, where both agree, and macOS. LinkedCalls.targets of src/RemoteWorker lists all of them.
/// </summary>
internal static unsafe partial class Libc
{
    private const string Library = "libc";

    // Variadic, but the third argument is for files that are made.
    [LibraryImport(Library, SetLastError = true)]
    public static partial int open(byte* path, int flags);

    [LibraryImport(Library)]
    public static partial int close(int descriptor);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint read(SafeHandle descriptor, void* buffer, nuint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint write(SafeHandle descriptor, void* buffer, nuint length);

    // By numbers: the runtime may not know of these descriptors.
    [LibraryImport(Library, SetLastError = true)]
    public static partial int dup2(int from, int to);

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    public static partial int fcntl(SafeHandle descriptor, int command, nint argument);

    // Apple passes variadic arguments on the stack, where fixed ones go only after the eighth register is taken.
    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    public static partial int fcntl_with_stack_argument(
        SafeHandle descriptor, int command, nint x2, nint x3, nint x4, nint x5, nint x6, nint x7, nint argument);

    // The argument is variadic; only Linux calls it, where that makes no difference on x64 and arm64.
    [LibraryImport(Library)]
    public static partial int ioctl(SafeHandle descriptor, nuint request, int* argument);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    [LibraryImport(Library)]
    public static partial int eventfd(uint count, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int pipe(int* ends);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int pipe2(int* ends, int flags);

    [LibraryImport(Library)]
    public static partial int isatty(int descriptor);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int flock(SafeHandle file, int operation);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int unlinkat(SafeHandle directory, string name, int flags);

    // The one file status call whose layout is the same on every Linux architecture.
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int statx(SafeHandle directory, string path, int flags, uint mask, out FileStatus status);

    // The owner of a symbolic link, not of what it leads to.
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int lchown(string path, uint user, uint group);
}
