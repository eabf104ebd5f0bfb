using ActorServer.Native.Calls;

namespace ActorServer.Native.Processes;

/// <summary>What a process may have at most: prlimit(2), Linux.</summary>
internal static unsafe class ResourceLimits
{
    private const int This = 0;
    private const int RLIMIT_DATA = 2;
    private const int RLIMIT_NPROC = 6;
    private const int RLIMIT_NOFILE = 7;

    /// <summary><c>RLIMIT_NOFILE</c>: the most descriptors that this process may have; null where that is not known.</summary>
    public static long? Descriptors => Limit(RLIMIT_NOFILE);

    /// <summary><c>RLIMIT_NPROC</c>: the most tasks that this process's user may have; null where that is not known.</summary>
    public static long? Tasks => Limit(RLIMIT_NPROC);

    /// <summary>
    /// <c>RLIMIT_DATA</c>: what a process may have mapped privately and writable. Memory that is only reserved, as .NET's heap is,
    /// does not count, so that it bounds what is used. The errno, or 0.
    /// </summary>
    public static int LimitMemory(int pid, long bytes)
    {
        var limit = stackalloc ulong[2] { (ulong)bytes, (ulong)bytes };
        return OperatingSystem.IsLinux() ? Errno.Of(Libc.prlimit(pid, RLIMIT_DATA, limit, null)) : 0;
    }

    private static long? Limit(int resource)
    {
        var limit = stackalloc ulong[2];
        return OperatingSystem.IsLinux() && Libc.prlimit(This, resource, null, limit) == 0 && limit[0] <= long.MaxValue ? (long)limit[0] : null;
    }
}
