using ActorServer.Monitoring;
using ActorServer.Server.Configuration;

namespace ActorServer.Server.Hosting;

/// <summary>Loads the admin application.</summary>
internal static class AdminLoading
{
    /// <summary>Why it cannot be loaded, as far as can be told without loading it; null where nothing stands in the way.</summary>
    public static string? Obstacle => null;

    /// <summary>Loads it. It does not listen yet.</summary>
    /// <exception cref="ConfigurationError">It is not there.</exception>
    public static IAdminApplication Load() => throw new ConfigurationError("actor-server.admin.listen: this server was built without the admin application; set it to off");
}
