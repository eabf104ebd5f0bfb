using System.Globalization;

namespace ActorServer.Server.Resources;

/// <summary>
/// One of the limits on how many tasks there may be, which is Linux's word for processes and threads together: a .NET process that can start no
/// thread of its own ends.
/// </summary>
/// <param name="Name">How an operator knows it.</param>
/// <param name="Most">The most that there may be.</param>
/// <param name="Used">How many there are.</param>
internal sealed record TaskLimit(string Name, long Most, long Used)
{
    private const string ControlGroups = "/sys/fs/cgroup";

    /// <summary>How many more may be started.</summary>
    public long Left => Most - Used;

    /// <summary>The limit that is reached first; null where none is known.</summary>
    public static TaskLimit? Nearest() => Known().MinBy(limit => limit.Left);

    /// <summary>The most tasks that this server may have, as others leave it; null where no limit is known.</summary>
    /// <param name="own">Counts those that it has.</param>
    public static long? MostOf(Func<long> own) => Known().ToArray() is { Length: > 0 } limits ? MostOf(limits, own()) : null;

    /// <summary>The same under these limits, each of which counts the tasks of others too.</summary>
    public static long? MostOf(IEnumerable<TaskLimit> limits, long own) => limits.Min(limit => (long?)Math.Min(limit.Most, limit.Left + own));

    private static IEnumerable<TaskLimit> Known() => !OperatingSystem.IsLinux() ? [] : OfGroups(Read("/proc/self/cgroup") ?? "", ControlGroups).Concat(UserTasks.Limit());

    /// <summary>Those of the control groups that a process is in, and of all above them (cgroups(7)).</summary>
    /// <param name="membership">The content of /proc/PID/cgroup.</param>
    /// <param name="mount">Where the hierarchies are mounted: one for all in version 2, one for tasks in version 1.</param>
    public static IEnumerable<TaskLimit> OfGroups(string membership, string mount)
    {
        foreach (var line in membership.Split('\n'))
        {
            // hierarchy:controllers:path
            if (line.Split(':', 3) is not [var hierarchy, var controllers, var path] || path.Contains("..", StringComparison.Ordinal))
                continue;
            var root = controllers.Split(',').Contains("pids") ? Path.Combine(mount, "pids") : hierarchy == "0" ? mount : null;
            for (var group = path.TrimEnd('/'); root is not null; group = group[..group.LastIndexOf('/')])
            {
                if (OfGroup(root + group, group.Length == 0 ? "/" : group) is { } limit)
                    yield return limit;
                if (group.Length == 0)
                    break;
            }
        }
    }

    private static TaskLimit? OfGroup(string directory, string name) =>
        Number(Read(Path.Combine(directory, "pids.max"))) is { } most && Number(Read(Path.Combine(directory, "pids.current"))) is { } used
            ? new TaskLimit($"pids.max of the control group {name}", most, used)
            : null;

    // "max" is none.
    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
