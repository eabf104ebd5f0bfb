using System.Reflection;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>Where the build has put what these tests run, by the names that the harness has for it.</summary>
internal static class BuiltOutput
{
    public static string Server { get; } = Path.Combine(Directory("ServerDirectory"), "actor-server");

    public static string NativeWorker { get; } = Path.Combine(Directory("ServerDirectory"), "native", "remote-worker");

    /// <summary>The sample application.</summary>
    public static string WebApp { get; } = Path.Combine(Directory("WebAppDirectory"), "WebApp");

    /// <summary>Handlers that are written for Kestrel.</summary>
    public static string Plugin { get; } = Path.Combine(Directory("PluginDirectory"), "ActorServer.AspNetCore.Plugin.dll");

    private static string Directory(string key) =>
        Path.GetFullPath(typeof(BuiltOutput).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!);
}
