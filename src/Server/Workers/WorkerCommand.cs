using System.Collections;
using System.Runtime.InteropServices;
using ActorServer.Server.Configuration;

namespace ActorServer.Server.Workers;

/// <summary>
/// How a worker process is started: the executable, and an environment that carries nothing of the server's but what a
/// .NET program needs to run and what concerns time, language and temporary files.
/// </summary>
internal static class WorkerCommand
{
    private static readonly string[] Inherited = ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR"];

    /// <summary>The start of one worker with the executable at <paramref name="executable"/>, behind the prefix if there is one.</summary>
    public static ChildProcessStart For(string executable, ProcessSettings settings)
    {
        string[] command = [.. settings.CommandPrefix, executable];
        return new ChildProcessStart(command[0], command[1..], EnvironmentForWorkers(), AppContext.BaseDirectory)
        {
            MemoryLimit = settings.MemoryLimit,
            Niceness = settings.Niceness,
        };
    }

    private static Dictionary<string, string> EnvironmentForWorkers()
    {
        var environment = new Dictionary<string, string>
        {
            // A worker that is killed would leave its diagnostics socket behind.
            ["DOTNET_EnableDiagnostics"] = "0",
            // Spare workers wait for long; spinning threads would cost the clients' time.
            ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0",
            ["DOTNET_TieredPGO"] = "0",
            // 4 MiB, in hexadecimal: a worker starts and answers its first bytes within it, without a collection.
            ["DOTNET_GCgen0size"] = "400000",
            ["DOTNET_ROOT"] = DotnetRoot(),
        };
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (Array.IndexOf(Inherited, (string)variable.Key) >= 0)
                environment[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        return environment;
    }

    // The runtime directory is ROOT/shared/Microsoft.NETCore.App/VERSION/.
    private static string DotnetRoot() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
