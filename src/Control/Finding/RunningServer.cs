using System.Globalization;
using System.Text;

namespace ActorServer.Control.Finding;

/// <summary>What a server leaves so that it is found: a small file, one a process, named by its number.</summary>
/// <param name="Pid">Its process.</param>
/// <param name="Address">Where its admin application listens.</param>
/// <param name="TokenFile">Where its token is; empty without one.</param>
/// <param name="StartedAt">When its process started, as the system counts; another process with its number has another.</param>
internal sealed record RunningServer(int Pid, string Address, string TokenFile, string StartedAt)
{
    private const int Longest = 16 * 1024;

    /// <summary>This process, listening there.</summary>
    public static RunningServer Here(string address, string tokenFile) => new(Environment.ProcessId, address, tokenFile, StartOf(Environment.ProcessId) ?? "");

    /// <summary>Whether it still runs.</summary>
    public bool IsAlive => StartOf(Pid) == StartedAt;

    /// <summary>Reads a file; null where it is none of these, or has gone meanwhile.</summary>
    public static RunningServer? Read(string file)
    {
        if (!int.TryParse(Path.GetFileName(file), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || new FileInfo(file) is not { Exists: true, Length: <= Longest, LinkTarget: null })
            return null;
        var lines = Lines(file).Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToLookup(pair => pair[0], pair => pair[1]);
        return lines["address"].FirstOrDefault() is { Length: > 0 } address
            ? new RunningServer(pid, address, lines["token-file"].FirstOrDefault() ?? "", lines["started"].FirstOrDefault() ?? "")
            : null;
    }

    /// <summary>What the file says.</summary>
    public byte[] Content() => Encoding.UTF8.GetBytes($"address={Address}\ntoken-file={TokenFile}\nstarted={StartedAt}\n");

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (FileNotFoundException)
        {
            // Its server has ended, or another one that starts has removed it.
            return [];
        }
    }

    // Field 22 (proc_pid_stat(5)); the second field is a name in parentheses, which may have spaces. Elsewhere being there must do.
    private static string? StartOf(int pid)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                var stat = File.ReadAllText($"/proc/{pid}/stat");
                return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[22 - 3];
            }

            using var process = System.Diagnostics.Process.GetProcessById(pid);
            return "";
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
