using System.Runtime.InteropServices;
using ActorServer.Protocol.Bootstrap;
using ActorServer.Server.Configuration;

namespace ActorServer.Server.Workers;

/// <summary>
/// The environment of a worker: what the runtime is to do, what every program needs, and what the operator passes on or sets.
/// Nothing else of the server's, whose environment may hold secrets.
/// </summary>
internal static class WorkerEnvironment
{
    /// <summary>What every worker gets of the server's, where the server has it.</summary>
    public static readonly string[] Inherited = ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR"];

    // Absolute for workers, whose working directory may be another.
    private const string TemporaryFiles = "TMPDIR";

    // The server's own settings, which may hold secrets: passed on by their whole names alone.
    private const string OfTheServer = "ACTOR_SERVER__";

    /// <summary>Made of the server's variables. What is named is stronger than what the worker's runtime is set to, a <c>*</c> is not.</summary>
    public static Dictionary<string, string> Of(IEnumerable<KeyValuePair<string, string>> server, WorkerEnvironmentSettings settings)
    {
        var environment = ForTheRuntime();
        foreach (var (name, value) in server)
        {
            if (Inherited.Contains(name) || settings.Pass.Contains(name))
                environment[name] = name == TemporaryFiles && value.Length > 0 ? WorkingDirectory.FullPath(value, null, name) : value;
            else if (settings.Pass.Any(pattern => Matches(pattern, name)))
                environment.TryAdd(name, value);
        }

        foreach (var (name, value) in settings.Set)
            environment[name] = value;
        return environment;
    }

    private static bool Matches(string pattern, string name) =>
        pattern.EndsWith('*') && name.StartsWith(pattern[..^1], StringComparison.Ordinal) && !name.StartsWith(OfTheServer, StringComparison.Ordinal);

    private static Dictionary<string, string> ForTheRuntime()
    {
        var variables = Always();
        // What a handler can format must not depend on where it runs. Without it a worker is what it was built to be.
        if (RuntimeCultures.AreKnown)
            variables[RuntimeCultures.Variable] = "0";
        return variables;
    }

    private static Dictionary<string, string> Always() => new()
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

    // The runtime directory is ROOT/shared/Microsoft.NETCore.App/VERSION/.
    private static string DotnetRoot() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
