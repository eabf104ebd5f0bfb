using System.Globalization;

namespace ActorServer.Native.Processes;

/// <summary>What a process has used, as Linux tells it.</summary>
/// <param name="CpuSeconds">Processor time, its own and the kernel's for it.</param>
/// <param name="MemoryBytes">Resident memory.</param>
internal readonly record struct ProcessUsage(double CpuSeconds, long MemoryBytes)
{
    // USER_HZ, in which the kernel tells times to programs, is 100 wherever .NET runs.
    private const double TicksPerSecond = 100;

    // proc_pid_stat(5): utime, stime and rss are the 14th, 15th and 24th; the third is the first after the name.
    private const int UserTime = 14 - 3;
    private const int SystemTime = 15 - 3;
    private const int ResidentPages = 24 - 3;

    /// <summary>Of this process; null where it is gone or nothing is told.</summary>
    public static ProcessUsage? Of(int pid)
    {
        try
        {
            return Parse(File.ReadAllText($"/proc/{pid}/stat"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Of a line of <c>/proc/PID/stat</c>; null where it is none.</summary>
    internal static ProcessUsage? Parse(string line)
    {
        // A process may have any name, with brackets and blanks in it.
        var fields = line[(line.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > ResidentPages && Number(fields[UserTime]) is { } user && Number(fields[SystemTime]) is { } system && Number(fields[ResidentPages]) is { } pages
            ? new ProcessUsage((user + system) / TicksPerSecond, pages * Environment.SystemPageSize)
            : null;
    }

    private static long? Number(string field) => long.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
