using System.Net.Sockets;
using System.Runtime.InteropServices;
using ActorServer.Native.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.Native.Processes;

/// <summary>
/// The system calls behind child processes, each with its man page, and the numbers they take. Linux on x64 and arm64,
/// where both agree; macOS where it differs.
/// </summary>
internal static unsafe partial class Posix
{
    public const int ENOENT = 2;
    public const int E2BIG = 7;
    public const int ENOEXEC = 8;
    public const int ENOMEM = 12;
    public const int EACCES = 13;
    public const int ENOTDIR = 20;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int EPIPE = 32;

    public const int SIGHUP = 1;
    public const int SIGINT = 2;
    public const int SIGQUIT = 3;
    public const int SIGABRT = 6;
    public const int SIGKILL = 9;
    public const int SIGTERM = 15;

    /// <summary>posix_spawnattr_setflags(3).</summary>
    public const short POSIX_SPAWN_SETPGROUP = 0x02;
    public const short POSIX_SPAWN_SETSIGDEF = 0x04;
    public const short POSIX_SPAWN_SETSIGMASK = 0x08;

    /// <summary>macOS: every descriptor that no file action names is closed in the child.</summary>
    public const short POSIX_SPAWN_CLOEXEC_DEFAULT = 0x4000;

    /// <summary>
    /// Room for the opaque types of posix_spawn: glibc needs 336 bytes for the attributes, musl 336, macOS a pointer; the
    /// file actions are smaller; a signal set is 128 bytes at most.
    /// </summary>
    public const int OpaqueSize = 1024;

    /// <summary>As .NET takes a signal for which it has no name.</summary>
    public const PosixSignal SIGALRM = (PosixSignal)14;

    private const int RLIMIT_DATA = 2;
    private const int RLIMIT_NOFILE = 7;
    private const int RLIMIT_NPROC = 6;
    private const int PRIO_PGRP = 1;
    private const int SCHED_BATCH = 3;
    private const int AF_UNIX = 1;
    private const int SOCK_STREAM = 1;
    private const int SHUT_RD = 0;
    private const int P_PID = 1;
    private const int WNOHANG = 1;
    private const int WEXITED = 4;
    private const int CLD_EXITED = 1;

    private const nuint FIONREAD = 0x541B;

    private const nint SIG_DFL = 0;
    private const nint SIG_IGN = 1;

    private const string Library = "libc";

    public static readonly int EAGAIN = OperatingSystem.IsMacOS() ? 35 : 11;
    public static readonly PosixSignal SIGUSR1 = (PosixSignal)(OperatingSystem.IsMacOS() ? 30 : 10);
    public static readonly PosixSignal SIGUSR2 = (PosixSignal)(OperatingSystem.IsMacOS() ? 31 : 12);
    private static readonly int SIG_BLOCK = OperatingSystem.IsMacOS() ? 1 : 0;
    private static readonly int SIG_UNBLOCK = OperatingSystem.IsMacOS() ? 2 : 1;
    public static readonly int SIGCHLD = OperatingSystem.IsMacOS() ? 20 : 17;
    private static readonly int WNOWAIT = OperatingSystem.IsMacOS() ? 0x20 : 0x01000000;
    private static readonly int O_CLOEXEC = OperatingSystem.IsMacOS() ? 0x01000000 : 0x80000;

    /// <summary>
    /// posix_spawn_file_actions_addchdir_np(3): the attributes' directory (glibc 2.29, musl 1.1.24, macOS 10.15). Null
    /// where the system does not have it.
    /// </summary>
    public static readonly delegate* unmanaged<void*, byte*, int> AddChangeDirectory =
        (delegate* unmanaged<void*, byte*, int>)Export("posix_spawn_file_actions_addchdir_np");

    /// <summary>posix_spawn_file_actions_addclosefrom_np(3), glibc 2.34. Null where the system does not have it.</summary>
    public static readonly delegate* unmanaged<void*, int, int> AddCloseFrom =
        (delegate* unmanaged<void*, int, int>)Export("posix_spawn_file_actions_addclosefrom_np");

    /// <summary>What has become of a child.</summary>
    public enum ChildState
    {
        Running,
        Exited,
        /// <summary>There is no such child: somebody else has reaped it.</summary>
        Gone,
    }

    /// <summary>waitid(2): looks whether a child has exited, and leaves it to be reaped, so that its pid stays taken.</summary>
    public static ChildState Look(int pid) => Wait(pid, WEXITED | WNOHANG | WNOWAIT, out _);

    /// <summary>waitid(2): reaps a child that has exited.</summary>
    public static ExitStatus Reap(int pid)
    {
        if (Wait(pid, WEXITED | WNOHANG, out var info) != ChildState.Exited)
            return ExitStatus.Unknown;
        return info.Code == CLD_EXITED ? ExitStatus.FromCode(info.Status) : ExitStatus.FromSignal(info.Status);
    }

    /// <summary>kill(2): a process, or with a negative number the group it leads. Failure means that nobody is there.</summary>
    public static void Kill(int pid, int signal) => _ = kill(pid, signal);

    /// <summary>
    /// prlimit(2), <c>RLIMIT_DATA</c>: what a process may have mapped privately and writable. Memory that is only reserved, as
    /// .NET's heap is, does not count, so that it bounds what is used. The errno, or 0.
    /// </summary>
    public static int LimitMemory(int pid, long bytes)
    {
        var limit = stackalloc ulong[2] { (ulong)bytes, (ulong)bytes };
        return !OperatingSystem.IsLinux() || prlimit(pid, RLIMIT_DATA, limit, null) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>prlimit(2), <c>RLIMIT_NOFILE</c>: the most descriptors that this process may have; null where that is not known.</summary>
    public static long? DescriptorLimit() => Limit(RLIMIT_NOFILE);

    /// <summary>prlimit(2), <c>RLIMIT_NPROC</c>: the most tasks that this process's user may have; null where that is not known.</summary>
    public static long? TaskLimit() => Limit(RLIMIT_NPROC);

    /// <summary>getuid(2).</summary>
    public static uint UserId() => getuid();

    /// <summary>setpriority(2), for all threads of a process that leads a group.</summary>
    public static void MakeNice(int group, int niceness) => _ = setpriority(PRIO_PGRP, group, niceness);

    /// <summary>sched_setscheduler(2), for one thread. Linux.</summary>
    public static void ScheduleAsBatch(int thread)
    {
        var priority = 0;
        _ = sched_setscheduler(thread, SCHED_BATCH, &priority);
    }

    /// <summary>
    /// sigaction(2), signal(2): gives a signal its default again if it is ignored; a handler stays. True if it was ignored.
    /// .NET respects what whoever started the process has ignored, and catches none of that.
    /// </summary>
    public static bool Unignore(int number)
    {
        // The handler is the first field of struct sigaction.
        var action = stackalloc nint[OpaqueSize / sizeof(nint)];
        if (sigaction(number, null, action) != 0 || action[0] != SIG_IGN)
            return false;
        _ = signal(number, SIG_DFL);
        return true;
    }

    /// <summary>
    /// pthread_sigmask(3): unblocks all signals for the calling thread. A process inherits what is blocked; a signal for the
    /// process is delivered as long as one of its threads lets it through.
    /// </summary>
    public static void UnblockSignals()
    {
        var all = stackalloc byte[OpaqueSize];
        _ = sigfillset(all);
        _ = pthread_sigmask(SIG_UNBLOCK, all, null);
    }

    /// <summary>Blocks a signal for the calling thread, and what it may execute: one that comes waits.</summary>
    public static void Block(int number)
    {
        var one = stackalloc byte[OpaqueSize];
        _ = sigemptyset(one);
        _ = sigaddset(one, number);
        _ = pthread_sigmask(SIG_BLOCK, one, null);
    }

    /// <summary>Has a signal ignored, also by what this process may execute.</summary>
    public static void Ignore(int number) => _ = signal(number, SIG_IGN);

    /// <summary>isatty(3).</summary>
    public static bool IsTerminal(int descriptor) => isatty(descriptor) == 1;

    /// <summary>pipe2(2): both ends closed on exec. The errno, or 0.</summary>
    public static int MakePipe(out SafePipeHandle reader, out SafePipeHandle writer)
    {
        var ends = stackalloc int[2] { -1, -1 };
        var result = OperatingSystem.IsMacOS() ? pipe(ends) : pipe2(ends, O_CLOEXEC);
        var error = result == 0 ? 0 : Marshal.GetLastPInvokeError();
        reader = new SafePipeHandle(ends[0], ownsHandle: true);
        writer = new SafePipeHandle(ends[1], ownsHandle: true);
        if (error == 0 && OperatingSystem.IsMacOS())
        {
            Fcntl.CloseOnExecute(reader);
            Fcntl.CloseOnExecute(writer);
        }

        return error;
    }

    /// <summary>
    /// socketpair(2): two connected Unix-domain stream sockets, both closed on exec, of which ours only sends: what the other
    /// side sent would never be read. The errno, or 0. .NET waits for it as for a pipe.
    /// </summary>
    public static int MakeChannel(out SafePipeHandle ours, out SafePipeHandle theirs)
    {
        var error = MakeSocketPair(out var ourEnd, out var theirEnd);
        ours = new SafePipeHandle(ourEnd, ownsHandle: true);
        theirs = new SafePipeHandle(theirEnd, ownsHandle: true);
        if (error == 0)
            _ = shutdown(ours, SHUT_RD);
        return error;
    }

    /// <summary>socketpair(2): two connected Unix-domain stream sockets, both closed on exec. The errno, or 0.</summary>
    public static int MakeConnection(out SafeSocketHandle ours, out SafeSocketHandle theirs)
    {
        var error = MakeSocketPair(out var ourEnd, out var theirEnd);
        ours = new SafeSocketHandle(ourEnd, ownsHandle: true);
        theirs = new SafeSocketHandle(theirEnd, ownsHandle: true);
        return error;
    }

    /// <summary>ioctl(2), <c>FIONREAD</c>: what waits in a pipe, in bytes. Linux; 0 elsewhere.</summary>
    public static int UnreadBytes(SafeHandle pipe)
    {
        int waiting;
        return OperatingSystem.IsLinux() && ioctl(pipe, FIONREAD, &waiting) == 0 ? waiting : 0;
    }

    /// <summary>strerror(3).</summary>
    public static string DescribeError(int error) => Marshal.GetPInvokeErrorMessage(error);

    /// <summary>posix_spawn(3). Returns the errno, or 0.</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawn(
        out int pid, byte* path, void* fileActions, void* attributes, byte** arguments, byte** environment);

    /// <summary>posix_spawnattr_init(3).</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawnattr_init(void* attributes);

    /// <summary>posix_spawnattr_destroy(3).</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawnattr_destroy(void* attributes);

    /// <summary>posix_spawnattr_setflags(3).</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setflags(void* attributes, short flags);

    /// <summary>posix_spawnattr_setpgroup(3): 0 makes the child the leader of a group of its own.</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setpgroup(void* attributes, int group);

    /// <summary>posix_spawnattr_setsigmask(3): the signals that the child blocks.</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setsigmask(void* attributes, void* signals);

    /// <summary>posix_spawnattr_setsigdefault(3): the signals that the child does not inherit as ignored.</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawnattr_setsigdefault(void* attributes, void* signals);

    /// <summary>posix_spawn_file_actions_init(3).</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_init(void* fileActions);

    /// <summary>posix_spawn_file_actions_destroy(3).</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_destroy(void* fileActions);

    /// <summary>posix_spawn_file_actions_adddup2(3).</summary>
    [LibraryImport(Library)]
    public static partial int posix_spawn_file_actions_adddup2(void* fileActions, int from, int to);

    /// <summary>sigemptyset(3).</summary>
    [LibraryImport(Library)]
    public static partial int sigemptyset(void* signals);

    /// <summary>sigaddset(3).</summary>
    [LibraryImport(Library)]
    public static partial int sigaddset(void* signals, int signal);

    /// <summary>sigfillset(3).</summary>
    [LibraryImport(Library)]
    public static partial int sigfillset(void* signals);

    /// <summary>unsetenv(3). While no other thread looks at the environment.</summary>
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int unsetenv(string name);

    [LibraryImport(Library, SetLastError = true)]
    private static partial int waitid(int idType, int id, byte* info, int options);

    [LibraryImport(Library)]
    private static partial int kill(int pid, int signal);

    [LibraryImport(Library, SetLastError = true)]
    private static partial int prlimit(int pid, int resource, ulong* limit, ulong* previous);

    [LibraryImport(Library)]
    private static partial int setpriority(int which, int id, int priority);

    [LibraryImport(Library)]
    private static partial int sched_setscheduler(int pid, int policy, int* priority);

    [LibraryImport(Library, SetLastError = true)]
    private static partial int pipe2(int* ends, int flags);

    [LibraryImport(Library, SetLastError = true)]
    private static partial int pipe(int* ends);

    // Variadic, which makes no difference to Linux on x64 and arm64.
    [LibraryImport(Library)]
    private static partial int ioctl(SafeHandle descriptor, nuint request, int* argument);

    // SOCK_CLOEXEC of Linux is the number of O_CLOEXEC.
    [LibraryImport(Library, SetLastError = true)]
    private static partial int socketpair(int domain, int type, int protocol, int* ends);

    [LibraryImport(Library)]
    private static partial int shutdown(SafeHandle socket, int how);

    [LibraryImport(Library)]
    private static partial int sigaction(int signal, void* action, void* previous);

    [LibraryImport(Library)]
    private static partial nint signal(int signal, nint handler);

    [LibraryImport(Library)]
    private static partial int pthread_sigmask(int how, void* signals, void* previous);

    [LibraryImport(Library)]
    private static partial int isatty(int descriptor);

    [LibraryImport(Library)]
    private static partial uint getuid();

    private static long? Limit(int resource)
    {
        var limit = stackalloc ulong[2];
        return OperatingSystem.IsLinux() && prlimit(0, resource, null, limit) == 0 && limit[0] <= long.MaxValue ? (long)limit[0] : null;
    }

    private static int MakeSocketPair(out nint ours, out nint theirs)
    {
        var ends = stackalloc int[2] { -1, -1 };
        var result = socketpair(AF_UNIX, SOCK_STREAM | (OperatingSystem.IsMacOS() ? 0 : O_CLOEXEC), 0, ends);
        var error = result == 0 ? 0 : Marshal.GetLastPInvokeError();
        (ours, theirs) = (ends[0], ends[1]);
        if (error == 0 && OperatingSystem.IsMacOS())
        {
            for (var i = 0; i < 2; i++)
            {
                using var end = new SafePipeHandle(ends[i], ownsHandle: false);
                Fcntl.CloseOnExecute(end);
            }
        }

        return error;
    }

    private static ChildState Wait(int pid, int options, out ChildExit exit)
    {
        exit = default;
        var info = stackalloc byte[128];
        new Span<byte>(info, 128).Clear();
        if (waitid(P_PID, pid, info, options) != 0)
            return ChildState.Gone;
        exit = ChildExit.Parse(new ReadOnlySpan<byte>(info, 128));
        return exit.Pid == 0 ? ChildState.Running : ChildState.Exited;
    }

    private static nint Export(string name) =>
        NativeLibrary.TryLoad(Library, typeof(Posix).Assembly, null, out var library)
        && NativeLibrary.TryGetExport(library, name, out var address)
            ? address
            : 0;

    /// <summary>
    /// The fields of <c>siginfo_t</c> that waitid(2) fills: signal, errno and code are the first three ints. 64-bit Linux
    /// aligns the union behind them to eight bytes; macOS has no union.
    /// </summary>
    private readonly record struct ChildExit(int Code, int Pid, int Status)
    {
        public static ChildExit Parse(ReadOnlySpan<byte> info)
        {
            var fields = MemoryMarshal.Cast<byte, int>(info);
            return OperatingSystem.IsMacOS()
                ? new ChildExit(fields[2], fields[3], fields[5])
                : new ChildExit(fields[2], fields[4], fields[6]);
        }
    }
}
