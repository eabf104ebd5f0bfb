using System.Globalization;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>What the kernel tells of processes, read from /proc. A process that ends meanwhile counts as one that is not there.</summary>
internal static class ProcessTable
{
    /// <summary>The processes below this one, zombies included: one that is not reaped is one that is left behind.</summary>
    public static IReadOnlyList<int> Descendants(int pid)
    {
        var parents = ProcessIds().Select(id => (Id: id, Parent: ParentOf(id))).ToList();
        var found = new List<int>();
        var frontier = new Queue<int>([pid]);
        while (frontier.TryDequeue(out var parent))
        {
            foreach (var (child, _) in parents.Where(process => process.Parent == parent))
            {
                found.Add(child);
                frontier.Enqueue(child);
            }
        }

        return found;
    }

    /// <summary>The running processes that have this entry in their environment.</summary>
    public static IReadOnlyList<int> WithEnvironment(string entry) =>
        [.. ProcessIds().Where(id => (Read($"/proc/{id}/environ") ?? "").Split('\0').Contains(entry))];

    /// <summary>Whether this process runs. A zombie does not.</summary>
    public static bool IsRunning(int pid) => AfterName(pid) is { } fields && fields[0] is not ('Z' or 'X');

    public static string NameOf(int pid) => Read($"/proc/{pid}/comm")?.Trim() ?? "";

    public static int Threads(int pid) => (int)Status(pid, "Threads:");

    /// <summary>Memory in use, in MiB.</summary>
    public static long ResidentMebibytes(int pid) => Status(pid, "VmRSS:") / 1024;

    /// <summary>What each open descriptor refers to, such as <c>socket:[4711]</c>.</summary>
    public static IReadOnlyList<string> DescriptorTargets(int pid)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Select(path => new FileInfo(path).LinkTarget ?? "")];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static IEnumerable<int> ProcessIds() =>
        Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0);

    private static int ParentOf(int pid) =>
        AfterName(pid) is { } fields ? int.Parse(fields.Split(' ')[1], CultureInfo.InvariantCulture) : 0;

    // A process may have any name, with spaces and brackets in it; what follows the last bracket is fields.
    private static string? AfterName(int pid) =>
        Read($"/proc/{pid}/stat") is { Length: > 0 } line ? line[(line.LastIndexOf(')') + 2)..] : null;

    private static long Status(int pid, string key)
    {
        var line = Read($"/proc/{pid}/status")?.Split('\n').FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }

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
