using System.Globalization;
using ActorServer.Native.Processes;

namespace ActorServer.Server.Resources;

/// <summary>
/// How many tasks this process's user has and may have (RLIMIT_NPROC, <c>ulimit -u</c>). Linux counts them and does not tell: they are
/// counted in /proc, which takes time, but only when all that there are could be too many. Linux.
/// </summary>
internal static class UserTasks
{
    private const int MayBreakLimits = (1 << 21) | (1 << 24);
    private const int Plenty = 1_000;

    /// <summary>The limit; none if it does not apply, as to root.</summary>
    public static IEnumerable<TaskLimit> Limit()
    {
        if (ResourceLimits.Tasks is not { } most || IsExempt())
            return [];
        var all = All();
        return [new TaskLimit("ulimit -u", most, most - all > Plenty ? all : OfUser(ProcessUser.Real))];
    }

    // CAP_SYS_ADMIN and CAP_SYS_RESOURCE (capabilities(7)), but not those of a user namespace's own root.
    private static bool IsExempt()
    {
        var isOfWholeSystem = (Read("/proc/self/uid_map") ?? "").Contains("4294967295", StringComparison.Ordinal);
        return isOfWholeSystem && (ProcessUser.Real == 0 || (long.Parse(Field("/proc/self/status", "CapEff:") ?? "0", NumberStyles.HexNumber, CultureInfo.InvariantCulture) & MayBreakLimits) != 0);
    }

    // The fourth field is "running/all" (proc_loadavg(5)).
    private static long All() => (Read("/proc/loadavg") ?? "").Split(' ') is [_, _, _, var tasks, ..] ? Number(tasks.Split('/')[^1]) : 0;

    private static long OfUser(uint user) => Directory.EnumerateDirectories("/proc")
        .Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0]))
        .Select(path => $"{path}/status")
        .Where(status => Field(status, "Uid:")?.Split('\t')[0] == user.ToString(CultureInfo.InvariantCulture))
        .Sum(status => Number(Field(status, "Threads:")));

    private static long Number(string? text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string? Field(string path, string key) =>
        Read(path)?.Split('\n').FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?[key.Length..].Trim();

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // That process is gone.
            return null;
        }
    }
}
