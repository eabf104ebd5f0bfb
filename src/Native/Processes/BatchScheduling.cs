using System.Globalization;
using ActorServer.Native.Calls;

namespace ActorServer.Native.Processes;

/// <summary><c>SCHED_BATCH</c> (sched(7), Linux): a thread that wakes up does not interrupt whoever runs.</summary>
internal static unsafe class BatchScheduling
{
    private const int SCHED_BATCH = 3;

    /// <summary>
    /// Puts all threads of a process under it; those that they start inherit it. A system that has no such policy or forbids
    /// it, as a seccomp filter may, leaves them as they are: the policy is worth some speed, and no error.
    /// </summary>
    /// <param name="pid">A process that is not reaped yet, so that the number is not another's.</param>
    public static void Apply(int pid)
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            foreach (var thread in Directory.EnumerateDirectories($"/proc/{pid}/task"))
                Schedule(int.Parse(Path.GetFileName(thread.AsSpan()), CultureInfo.InvariantCulture));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            // Its last thread has just ended, or there is no /proc.
        }
    }

    // sched_setscheduler(2), for one thread.
    private static void Schedule(int thread)
    {
        var priority = 0;
        _ = Libc.sched_setscheduler(thread, SCHED_BATCH, &priority);
    }
}
