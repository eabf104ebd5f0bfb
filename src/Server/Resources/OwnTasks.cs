using System.Globalization;
using ActorServer.Native.Processes;

namespace ActorServer.Server.Resources;

/// <summary>How many tasks this server has. Linux.</summary>
internal static class OwnTasks
{
    private const string Processes = "/proc";

    // proc_pid_stat(5).
    private const int Parent = 4;
    private const int Threads = 20;

    /// <summary>Those of this process, which are all while it has no workers.</summary>
    public static long OfProcess() => ProcessStat.OfSelf() is { } own ? Number(own[Threads]) : 0;

    /// <summary>Those of this process and its descendants, which are its workers and whatever they start. All processes are looked at, which takes time.</summary>
    public static long WithDescendants() => Count(All(), Environment.ProcessId);

    /// <summary>Counts those of a process and its descendants.</summary>
    /// <param name="all">All processes.</param>
    /// <param name="root">The process.</param>
    public static long Count(IEnumerable<(int Pid, int Parent, long Tasks)> all, int root)
    {
        var tasks = 0L;
        var children = new Dictionary<int, List<int>>();
        var tasksOf = new Dictionary<int, long>();
        foreach (var (pid, parent, count) in all)
        {
            tasksOf[pid] = count;
            if (!children.TryGetValue(parent, out var siblings))
                children[parent] = siblings = [];
            siblings.Add(pid);
        }

        var next = new Stack<int>([root]);
        // Removed as it is counted: what is read while processes come and go may have a circle.
        while (next.TryPop(out var pid))
        {
            if (tasksOf.Remove(pid, out var count))
                tasks += count;
            if (children.Remove(pid, out var its))
                its.ForEach(next.Push);
        }

        return tasks;
    }

    private static IEnumerable<(int Pid, int Parent, long Tasks)> All()
    {
        foreach (var directory in Directory.EnumerateDirectories(Processes))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && ProcessStat.Of(pid) is { } stat)
                yield return (pid, Number(stat[Parent]), Number(stat[Threads]));
        }
    }

    private static int Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
