using System.Globalization;

namespace ActorServer.Native.Processes;

/// <summary><c>SCHED_BATCH</c> (sched(7), Linux): a thread that wakes up does not interrupt whoever runs.</summary>
internal static class BatchScheduling
{
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
                Posix.ScheduleAsBatch(int.Parse(Path.GetFileName(thread.AsSpan()), CultureInfo.InvariantCulture));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            // Its last thread has just ended, or there is no /proc.
        }
    }
}
