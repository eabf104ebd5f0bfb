using System.Globalization;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>The TCP ports that a process listens on and the names of its Unix sockets, found by matching its descriptors with the kernel's socket tables.</summary>
internal static class ListeningPorts
{
    private const string Listening = "0A";

    public static IReadOnlySet<int> Of(int pid)
    {
        var sockets = ProcessTable.DescriptorTargets(pid).ToHashSet();
        return new[] { "/proc/net/tcp", "/proc/net/tcp6" }
            .SelectMany(table => File.ReadLines(table).Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[3] == Listening && sockets.Contains($"socket:[{fields[9]}]"))
            .Select(fields => int.Parse(fields[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            .ToHashSet();
    }

    /// <summary>The names, files or abstract, of its Unix-domain sockets; most sockets have none.</summary>
    public static IReadOnlySet<string> UnixNamesOf(int pid)
    {
        var sockets = ProcessTable.DescriptorTargets(pid).ToHashSet();
        return File.ReadLines("/proc/net/unix").Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 7 && sockets.Contains($"socket:[{fields[6]}]"))
            .Select(fields => fields[7])
            .ToHashSet();
    }
}
