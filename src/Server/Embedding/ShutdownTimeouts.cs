using ActorServer.Server.Settings;
using Microsoft.Extensions.Hosting;

namespace ActorServer.Server.Embedding;

/// <summary>Gives the application's host the time to stop that the drain of its servers may take; they drain at the same time.</summary>
internal static class ShutdownTimeouts
{
    // What the host itself, and services beside ours, need after that.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <summary>Raises it for a server, never lowers it.</summary>
    /// <param name="options">The host's own, which has one copy and looks at the time when it stops: until then it may be changed.</param>
    /// <param name="settings">The server's.</param>
    public static void Raise(HostOptions options, ServerSettings settings)
    {
        var needed = ServerRun.LongestEnd(settings) + Margin;
        // A negative one is without end.
        if (options.ShutdownTimeout >= TimeSpan.Zero && options.ShutdownTimeout < needed)
            options.ShutdownTimeout = needed;
    }
}
