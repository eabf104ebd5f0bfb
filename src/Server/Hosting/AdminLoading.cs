using ActorServer.Monitoring;
using ActorServer.Server.Configuration;
using ActorServer.Serving.Loading;

namespace ActorServer.Server.Hosting;

/// <summary>
/// Loads the admin application, which lies in a folder of its own beside the server. Only who sets <c>admin.listen</c> needs ASP.NET Core.
/// </summary>
internal static class AdminLoading
{
    private const string AssemblyFile = "ActorServer.Admin.dll";
    private const string TypeName = "ActorServer.Admin.AdminApplication";
    private const string OfAspNetCore = "Microsoft.AspNetCore.Server.Kestrel.Core";

    private static string File => Path.Combine(AppContext.BaseDirectory, "admin", AssemblyFile);

    /// <summary>Why it cannot be loaded, as far as can be told without loading it; null where nothing stands in the way.</summary>
    public static string? Obstacle =>
        !System.IO.File.Exists(File) ? $"actor-server.admin.listen needs {File}, which is not there: install the server as a whole, or set it to off"
        : SharedFrameworks.Find(OfAspNetCore) is null ? $"actor-server.admin.listen needs {SharedFrameworks.AspNetCore}, or set it to off"
        : null;

    /// <summary>Loads it. It does not listen yet.</summary>
    /// <exception cref="ConfigurationError">It is not there, or ASP.NET Core is not.</exception>
    public static IAdminApplication Load()
    {
        if (Obstacle is { } obstacle)
            throw new ConfigurationError(obstacle);
        try
        {
            var (_, type) = PluginLoadContext.LoadType(File, TypeName);
            return (IAdminApplication)Activator.CreateInstance(type ?? throw new HandlerLoadException($"{File} has no type {TypeName}"))!;
        }
        catch (HandlerLoadException failure)
        {
            throw new ConfigurationError($"actor-server.admin.listen: {failure.Message}");
        }
    }
}
