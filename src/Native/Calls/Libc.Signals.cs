using System.Runtime.InteropServices;

namespace ActorServer.Native.Calls;

internal static unsafe partial class Libc
{
    /// <summary>
    /// Room for the opaque types of signals and posix_spawn: glibc needs 336 bytes for the attributes, musl 336, macOS a pointer;
    /// the file actions are smaller; a signal set is 128 bytes at most, and <c>struct sigaction</c> little more.
    /// </summary>
    public const int OpaqueSize = 1024;

    public const nint SIG_DFL = 0;
    public const nint SIG_IGN = 1;

    [LibraryImport(Library)]
    public static partial int kill(int pid, int signal);

    [LibraryImport(Library)]
    public static partial int sigaction(int signal, void* action, void* previous);

    [LibraryImport(Library)]
    public static partial nint signal(int signal, nint handler);

    [LibraryImport(Library)]
    public static partial int pthread_sigmask(int how, void* signals, void* previous);

    [LibraryImport(Library)]
    public static partial int sigemptyset(void* signals);

    [LibraryImport(Library)]
    public static partial int sigaddset(void* signals, int signal);

    [LibraryImport(Library)]
    public static partial int sigfillset(void* signals);
}
