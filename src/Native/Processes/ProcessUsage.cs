using System.Globalization;

namespace ActorServer.Native.Processes;

/// <summary>What a process has used, as Linux tells it.</summary>
/// <param name="CpuSeconds">Processor time, its own and the kernel's for it.</param>
/// <param name="MemoryBytes">Resident memory.</param>
internal readonly record struct ProcessUsage(double CpuSeconds, long MemoryBytes)
{
    // USER_HZ, in which the kernel tells times to programs, is 100 wherever .NET runs.
    private const double TicksPerSecond = 100;

    // proc_pid_stat(5).
    private const int UserTime = 14;
    private const int SystemTime = 15;
    private const int ResidentPages = 24;

    /// <summary>Of this process; null where it is gone or nothing is told.</summary>
    public static ProcessUsage? Of(int pid) => ProcessStat.Of(pid) is { } stat ? From(stat) : null;

    /// <summary>Of a line of <c>/proc/PID/stat</c>; null where it is none.</summary>
    internal static ProcessUsage? Parse(string line) => From(ProcessStat.Parse(line));

    private static ProcessUsage? From(ProcessStat stat) =>
        Number(stat[UserTime]) is { } user && Number(stat[SystemTime]) is { } system && Number(stat[ResidentPages]) is { } pages
            ? new ProcessUsage((user + system) / TicksPerSecond, pages * Environment.SystemPageSize)
            : null;

    private static long? Number(string field) => long.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
