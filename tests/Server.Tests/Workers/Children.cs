using ActorServer.Native.Processes;
using ActorServer.Server.Processes;


namespace ActorServer.Server.Tests.Workers;

/// <summary>Real processes for tests, with bounded waits.</summary>
internal static class Children
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly Dictionary<string, string> Environment = new() { ["PATH"] = "/usr/bin:/bin" };

    public static ChildProcess Shell(string script, params string[] arguments) =>
        ChildProcess.Spawn(Start("/bin/sh", ["-c", script, "sh", .. arguments]));

    public static ChildProcess Sleep() => ChildProcess.Spawn(Start("/bin/sleep", ["1000"]));

    public static ChildProcess Cat() => ChildProcess.Spawn(Start("/bin/cat", []));

    public static ChildProcessStart Start(string file, string[] arguments, string directory = "/") =>
        new(file, arguments, Environment, directory);

    public static Task<ExitStatus> ExitOf(ChildProcess child) => child.Exited.WaitAsync(Patience);

    public static async Task<string> OutputOf(ChildProcess child)
    {
        using var reader = new StreamReader(child.StandardOutput, leaveOpen: true);
        return await reader.ReadToEndAsync().WaitAsync(Patience);
    }

    /// <summary>A line, read byte by byte: what follows it stays in the pipe.</summary>
    public static async Task<string> LineFrom(Stream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one).AsTask().WaitAsync(Patience) == 1 && one[0] != '\n')
            line.Add(one[0]);
        return System.Text.Encoding.UTF8.GetString([.. line]);
    }

    /// <summary>Kills a process that is not a child's of the test itself.</summary>
    public static void Kill(int pid)
    {
        using var process = System.Diagnostics.Process.GetProcessById(pid);
        process.Kill();
    }

    public static async Task Kill(ChildProcess child)
    {
        child.KillGroup();
        await ExitOf(child);
        child.Dispose();
    }

    /// <summary>The state letter of a process, or null if there is none (proc_pid_stat(5)).</summary>
    public static char? StateOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Waits for something that the kernel does in its own time, such as burying an orphan.</summary>
    public static async Task Eventually(Func<bool> condition, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            Assert.False(patience.IsCancellationRequested, $"not in time: {what}");
            await Task.Delay(5);
        }
    }
}
