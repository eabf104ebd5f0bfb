using ActorServer.Native.Calls;

namespace ActorServer.Native.Processes;

/// <summary>What is left of this process's memory when it dies.</summary>
internal static unsafe class CoreDumps
{
    private const int PR_SET_DUMPABLE = 4;
    private const int RLIMIT_CORE = 4;

    /// <summary>
    /// Leaves nothing, whatever takes core dumps on this system. On Linux other processes of the same user cannot read this one's memory
    /// or descriptors either, unless they may trace any process (prctl(2), PR_SET_DUMPABLE); a program that this one executes is as any
    /// other. Elsewhere no file is written (setrlimit(2), RLIMIT_CORE).
    /// </summary>
    public static void Forbid()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Libc.prctl(PR_SET_DUMPABLE, 0);
            return;
        }

        var none = stackalloc ulong[2] { 0, 0 };
        _ = Libc.setrlimit(RLIMIT_CORE, none);
    }
}
