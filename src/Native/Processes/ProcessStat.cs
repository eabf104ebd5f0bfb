namespace ActorServer.Native.Processes;

/// <summary>The line in which Linux tells of a process, proc_pid_stat(5): its fields by their numbers there, from the third on.</summary>
internal sealed class ProcessStat
{
    private const int First = 3;

    private readonly string[] _fields;

    private ProcessStat(string[] fields) => _fields = fields;

    /// <summary>Of a process; null where it is gone or nothing is told.</summary>
    public static ProcessStat? Of(int pid) => Read($"/proc/{pid}/stat");

    /// <summary>Of this process, likewise.</summary>
    public static ProcessStat? OfSelf() => Read("/proc/self/stat");

    /// <summary>Of the line. A process may have any name, the second field, with brackets and blanks in it.</summary>
    public static ProcessStat Parse(string line) => new(line[(line.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>The field of this number; empty where the line has fewer.</summary>
    public string this[int number] => number - First < _fields.Length ? _fields[number - First] : "";

    private static ProcessStat? Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
