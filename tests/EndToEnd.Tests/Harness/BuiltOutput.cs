using System.Reflection;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>Where the build has put what the tests run: it is told through this assembly's metadata.</summary>
internal static class BuiltOutput
{
    public static string Server { get; } = Path.Combine(Directory("ServerDirectory"), "actor-server");

    /// <summary>The native worker; there is one where it was built.</summary>
    public static string NativeWorker { get; } = Path.Combine(Directory("ServerDirectory"), "native", "remote-worker");

    public static string Docs { get; } = Directory("DocsDirectory");

    public static string Plugin { get; } = Path.Combine(Directory("PluginDirectory"), "ActorServer.EndToEnd.Plugin.dll");

    public static string OwnWorker { get; } = Path.Combine(Directory("OwnWorkerDirectory"), "OwnWorker");

    public static string StaticFiles { get; } = Directory("StaticFilesDirectory");

    public static string SqliteConsole { get; } = Directory("SqliteConsoleDirectory");

    /// <summary>How HOCON names a type of the plugin's.</summary>
    public static string PluginType(string name) => $"ActorServer.EndToEnd.Plugin.{name}, ActorServer.EndToEnd.Plugin";

    private static string Directory(string key) =>
        Path.GetFullPath(typeof(BuiltOutput).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!);
}
