using ActorServer.Server.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ActorServer.Server.Embedding;

/// <summary>Gives the application's host the time to stop that the drain of its servers may take; they drain at the same time.</summary>
internal sealed class ShutdownTimeouts(IEnumerable<EmbeddedServer> servers) : IPostConfigureOptions<HostOptions>
{
    // What the host itself, and services beside ours, need after that.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    public void PostConfigure(string? name, HostOptions options)
    {
        foreach (var server in servers)
        {
            if (LongestEnd(server) + Margin is var needed && options.ShutdownTimeout >= TimeSpan.Zero && options.ShutdownTimeout < needed)
                options.ShutdownTimeout = needed;
        }
    }

    private static TimeSpan LongestEnd(EmbeddedServer server)
    {
        try
        {
            return ServerRun.LongestEnd(server.Settings);
        }
        catch (ConfigurationError)
        {
            // The start says so.
            return TimeSpan.Zero;
        }
    }
}
