using ActorServer.Native.Globalization;
using ActorServer.Protocol.Bootstrap;
using ActorServer.Server.Settings;
using ActorServer.Server.Workers;

namespace ActorServer.Server.Hosting;

/// <summary>
/// The cultures that handlers find (<c>actor-server.cultures</c>). The server is built for the invariant one alone; whoever sets the
/// runtime's own variable, <see cref="RuntimeCultures.Variable"/>, has decided, and the setting changes nothing. Workers follow their server.
/// </summary>
internal static class ServerCultures
{
    // False to the runtime, and told from what somebody else has set.
    private const string KnownByUs = "fALSE";

    /// <summary>Has them known.</summary>
    public static RuntimeSwitch Known { get; } = new(
        "know cultures",
        new Dictionary<string, string> { [RuntimeCultures.Variable] = KnownByUs },
        $"{RuntimeCultures.Variable}=0",
        "actor-server.cultures = invariant");

    /// <summary>What the environment has to say so that the settings hold; null for nothing.</summary>
    public static RuntimeSwitch? Missing(ServerSettings settings) => settings.Cultures && !RuntimeCultures.AreKnown && Given is null ? Known : null;

    /// <summary>Why there cannot be the cultures that the settings want; null if there can, or are. The runtime would end the process.</summary>
    public static string? Obstacle(ServerSettings settings) => Missing(settings) is null || Icu.IsInstalled()
        ? null
        : "actor-server.cultures = system needs ICU, and there is none; install it (Debian: libicu72, Fedora: libicu, Alpine: icu-libs and icu-data-full), or set actor-server.cultures = invariant";

    /// <summary>A line for each that finds the invariant culture alone, although the settings say otherwise.</summary>
    public static IEnumerable<string> Warnings(ServerSettings settings)
    {
        if (!settings.Cultures)
            return [];
        return RuntimeCultures.AreKnown || Given is null
            ? settings.Services.Where(HasNativeWorkers).Select(service =>
                $"service {service.Name}: its workers are compiled without cultures and find the invariant one alone, whatever actor-server.cultures says; set actor-server.backends.{service.Backend.Name}.executable = managed if its handler needs others")
            : [$"actor-server.cultures = system changes nothing: {RuntimeCultures.Variable}={Given} in the environment is stronger, and says that there is the invariant one alone; take it out there, or make it 0"];
    }

    private static string? Given => Environment.GetEnvironmentVariable(RuntimeCultures.Variable);

    private static bool HasNativeWorkers(ServiceSettings service) =>
        service.Backend.Workers is { } workers && WorkerExecutable.For(workers, service.Handler) == WorkerExecutable.Native;
}
