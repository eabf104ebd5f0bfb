using System.Reflection;

namespace ActorServer.Server.Workers;

/// <summary>The program in which the server is embedded, as a worker is started from it.</summary>
internal static class OwnProgram
{
    private const string Muxer = "dotnet";

    /// <summary>Whether this process is the server itself, which is nobody's worker.</summary>
    public static bool IsTheServer => Assembly.GetEntryAssembly() == typeof(OwnProgram).Assembly;

    /// <summary>
    /// Finds it: what this process was started by, unless that is a test host, which runs the application of another name that lies beside it.
    /// </summary>
    /// <param name="application">The host's name for the application.</param>
    public static WorkerExecutable Find(string application) =>
        Find(application, AppContext.BaseDirectory, Assembly.GetEntryAssembly()?.GetName().Name, Environment.ProcessPath);

    /// <summary>The same of any process.</summary>
    /// <param name="application">The host's name for the application.</param>
    /// <param name="directory">Where the process's assemblies lie.</param>
    /// <param name="entry">The name of the assembly that it was started with.</param>
    /// <param name="process">The file that it executes.</param>
    public static WorkerExecutable Find(string application, string directory, string? entry, string? process)
    {
        var assembly = Path.Combine(directory, application + ".dll");
        if (application != entry && File.Exists(assembly))
            return WithoutExtension(assembly) is var program && File.Exists(program) && ExecutableFile.MayBeExecuted(program) ? Self(program) : Self(DotnetOf(process), assembly);
        if (process is not null && !IsMuxer(process))
            return Self(process);
        return Self(DotnetOf(process), Path.Combine(directory, entry + ".dll"));
    }

    private static WorkerExecutable Self(string path, params string[] arguments) => new(WorkerExecutable.SelfKind, path) { Arguments = arguments };

    private static string WithoutExtension(string path) => path[..^Path.GetExtension(path).Length];

    private static bool IsMuxer(string process) => Path.GetFileName(process) == Muxer;

    // A test host may be one of its own, and the runtime's directory is ROOT/shared/Microsoft.NETCore.App/VERSION/.
    private static string DotnetOf(string? process) => process is not null && IsMuxer(process)
        ? process
        : Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", Muxer));
}
