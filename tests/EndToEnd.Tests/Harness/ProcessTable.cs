using System.Globalization;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>What the kernel tells of processes, read from /proc. A process that ends meanwhile counts as one that is not there.</summary>
internal static class ProcessTable
{
    /// <summary>The processes below this one, zombies included: one that is not reaped is one that is left behind.</summary>
    public static IReadOnlyList<int> Descendants(int pid)
    {
        var found = ChildrenOf(pid);
        for (var i = 0; i < found.Count; i++)
            found.AddRange(ChildrenOf(found[i]));
        return found;
    }

    /// <summary>The running processes that have this entry in their environment.</summary>
    public static IReadOnlyList<int> WithEnvironment(string entry) =>
        [.. ProcessIds().Where(id => (Read($"/proc/{id}/environ") ?? "").Split('\0').Contains(entry))];

    /// <summary>Whether this process runs. A zombie does not.</summary>
    public static bool IsRunning(int pid) => AfterName(pid) is { } fields && fields[0] is not ('Z' or 'X');

    /// <summary>Whether the process has a handler for this signal (proc_pid_status(5)).</summary>
    public static bool Catches(int pid, int signal) =>
        Read($"/proc/{pid}/status")?.Split('\n').FirstOrDefault(line => line.StartsWith("SigCgt:", StringComparison.Ordinal)) is { } line
        && (ulong.Parse(line["SigCgt:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (signal - 1))) != 0;

    public static string NameOf(int pid) => Read($"/proc/{pid}/comm")?.Trim() ?? "";

    /// <summary>proc_pid_stat(5), field 19, of which the first is the state behind the name.</summary>
    public static int NicenessOf(int pid) => int.Parse(AfterName(pid)!.Split(' ')[16], CultureInfo.InvariantCulture);

    /// <summary>proc_pid_stat(5), field 41, of each of its threads: 0 is <c>SCHED_OTHER</c>, 3 <c>SCHED_BATCH</c>.</summary>
    public static IReadOnlyList<int> SchedulingPolicies(int pid) =>
        [.. Directory.EnumerateDirectories($"/proc/{pid}/task")
            .Select(thread => Read($"{thread}/stat"))
            .OfType<string>()
            .Select(line => int.Parse(FieldsOf(line).Split(' ')[38], CultureInfo.InvariantCulture))];

    /// <summary>The user as whom it runs.</summary>
    public static int UserOf(int pid) => int.Parse(
        Read($"/proc/{pid}/status")!.Split('\n').Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1], CultureInfo.InvariantCulture);

    public static IReadOnlyList<string> ThreadNames(int pid)
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{pid}/task").Select(path => Read($"{path}/comm")?.Trim() ?? "")];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Memory in use, in MiB.</summary>
    public static long ResidentMebibytes(int pid) => Field($"/proc/{pid}/status", "VmRSS:") / 1024;

    /// <summary>Memory in use, in KiB, where a page that several processes share counts in parts (PSS).</summary>
    public static long ProportionalKibibytes(int pid) => Field($"/proc/{pid}/smaps_rollup", "Pss:");

    /// <summary>What this descriptor refers to.</summary>
    public static string? DescriptorTarget(int pid, int descriptor) => new FileInfo($"/proc/{pid}/fd/{descriptor}").LinkTarget;

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

    /// <summary>The soft limit of <c>ulimit -s</c> in bytes, which is the stack of threads that ask for none; null without one.</summary>
    public static long? StackLimit(int pid)
    {
        const string Key = "Max stack size";
        var line = Read($"/proc/{pid}/limits")!.Split('\n').First(line => line.StartsWith(Key, StringComparison.Ordinal));
        var soft = line[Key.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;
    }

    private static IEnumerable<int> ProcessIds() =>
        Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0);

    // The kernel lists them by the thread that started them; looking through all processes would cost the tests' time.
    private static List<int> ChildrenOf(int pid)
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{pid}/task")
                .SelectMany(thread => (Read($"{thread}/children") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(child => int.Parse(child, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    // A process may have any name, with spaces and brackets in it; what follows the last bracket is fields.
    private static string? AfterName(int pid) =>
        Read($"/proc/{pid}/stat") is { Length: > 0 } line ? FieldsOf(line) : null;

    private static string FieldsOf(string line) => line[(line.LastIndexOf(')') + 2)..];

    private static long Field(string path, string key)
    {
        var line = Read(path)?.Split('\n').FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal));
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
