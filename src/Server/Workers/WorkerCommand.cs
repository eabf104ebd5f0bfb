using System.Collections;
using ActorServer.Native.Processes;

namespace ActorServer.Server.Workers;

/// <summary>How a worker process is started: the executable, its environment, and where.</summary>
internal static class WorkerCommand
{
    /// <summary>The start of one worker with this executable, behind the prefix if there is one.</summary>
    public static ChildProcessStart For(WorkerExecutable executable, ProcessSettings settings)
    {
        string[] command = [.. settings.CommandPrefix, executable.Path, .. executable.Arguments];
        return new ChildProcessStart(command[0], command[1..], WorkerEnvironment.Of(ServersVariables(), settings.Environment), settings.WorkingDirectory)
        {
            MemoryLimit = settings.MemoryLimit,
            Niceness = settings.Niceness,
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> ServersVariables() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value ?? ""));
}
