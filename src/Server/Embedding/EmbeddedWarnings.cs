using ActorServer.Server.Hosting;
using ActorServer.Server.Settings;

namespace ActorServer.Server.Embedding;

/// <summary>
/// What the tool <c>actor-server</c> does to its process and an embedded server leaves to the application: a line for each that matters with these settings.
/// </summary>
internal static class EmbeddedWarnings
{
    /// <summary>The lines, once for a server.</summary>
    public static IEnumerable<string> Of(ServerSettings settings) => [.. NetworkIsolation.Warnings(settings), .. ServerHost.TlsWarnings(settings), .. OfProcess(settings)];

    private static IEnumerable<string> OfProcess(ServerSettings settings)
    {
        // What is not said to be on is off beside workers.
        if (!settings.Diagnostics && !RuntimeDiagnostics.AreOff)
        {
            yield return "the .NET diagnostics of this process are on, so that whatever runs in a worker as the same user can load code into it; start it with "
                + "DOTNET_EnableDiagnostics=0 in its environment, or set actor-server.diagnostics = on if workers are trusted";
        }

        foreach (var service in settings.Services.Where(service => service.Tls is { EndsInServer: true }))
            yield return $"service {service.Name}: its private key is in this process, whose core dumps have it and workers of the same user can read them; switch them off (ulimit -c 0, LimitCORE=0)";
    }
}
