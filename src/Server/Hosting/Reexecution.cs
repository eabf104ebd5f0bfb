using System.Collections;
using System.Globalization;
using System.Text;
using ActorServer.Native.Calls;
using ActorServer.Native.Processes;

namespace ActorServer.Server.Hosting;

/// <summary>
/// Runs this program anew in its own process (execve(2)), for what has to be decided before the .NET runtime starts: pid,
/// arguments, working directory and inherited descriptors stay, the environment and standard streams may be others. Nothing may
/// have been started by then.
/// </summary>
internal static class Reexecution
{
    private const byte End = 0;

    /// <summary>Returns only if the system refuses, with the reason; without its descriptors the runtime is then of no use any more.</summary>
    /// <param name="variables">What is set in the environment, over what is there.</param>
    /// <param name="onNullDevice">The descriptors that are then the null device, whatever they are now.</param>
    public static string Run(IReadOnlyDictionary<string, string> variables, params ReadOnlySpan<int> onNullDevice)
    {
        var names = variables.Keys.Select(name => Bytes(name + '=')).ToArray();
        var kept = InheritedEnvironment().Where(entry => !Array.Exists(names, name => entry.AsSpan().StartsWith(name)));
        var set = variables.Select(variable => Bytes($"{variable.Key}={variable.Value}"));
        DeleteDiagnosticsFiles();
        Signals.KeepForNextImage();
        return Errno.Describe(ProgramImage.Replace(Program(), [.. Arguments()], [.. kept, .. set], onNullDevice));
    }

    // The runtime removes them when it ends, and makes them anew when it starts; here it only starts.
    private static void DeleteDiagnosticsFiles()
    {
        foreach (var pattern in new[] { "dotnet-diagnostic-{0}-*-socket", "clr-debug-pipe-{0}-*-in", "clr-debug-pipe-{0}-*-out" })
        {
            var ours = string.Format(CultureInfo.InvariantCulture, pattern, Environment.ProcessId);
            try
            {
                foreach (var file in Directory.EnumerateFileSystemEntries(Path.GetTempPath(), ours).Where(MadeByThisProcess))
                    File.Delete(file);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // Without the directory there are none; what is wrong with it is said when the server needs it.
            }
        }
    }

    // One with the same pid in another container may share the directory. The third part of the name is when the process started:
    // field 22 (proc_pid_stat(5)); the second field is a name in parentheses, which may have spaces.
    private static bool MadeByThisProcess(string file)
    {
        if (!OperatingSystem.IsLinux())
            return true;
        var stat = File.ReadAllText("/proc/self/stat");
        var startedAt = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[22 - 3];
        return Path.GetFileName(file).Contains($"-{startedAt}-", StringComparison.Ordinal);
    }

    // By its name, which is also what the system calls the process, unless the file has been replaced meanwhile.
    private static byte[] Program() =>
        Bytes(Environment.ProcessPath is { } path && File.Exists(path) ? path : "/proc/self/exe");

    // As bytes: neither arguments nor environment need be text.
    private static IEnumerable<byte[]> InheritedEnvironment() => OperatingSystem.IsLinux()
        ? Split(File.ReadAllBytes("/proc/self/environ")).Where(entry => entry.Length > 0)
        : Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => Bytes($"{entry.Key}={entry.Value}"));

    private static IEnumerable<byte[]> Arguments()
    {
        if (OperatingSystem.IsLinux())
            return Split(File.ReadAllBytes("/proc/self/cmdline"));
        // The first is the assembly's path, which dotnet has to be told.
        var given = Environment.GetCommandLineArgs();
        var isHost = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        return given.Skip(isHost ? 0 : 1).Prepend(Environment.ProcessPath!).Select(Bytes);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static List<byte[]> Split(byte[] terminated)
    {
        var strings = new List<byte[]>();
        for (var start = 0; start < terminated.Length;)
        {
            var length = terminated.AsSpan(start).IndexOf(End);
            strings.Add(terminated.AsSpan(start, length < 0 ? terminated.Length - start : length).ToArray());
            start += strings[^1].Length + 1;
        }

        return strings;
    }
}
