using Akka.Actor;
using Akka.Event;
using Akka.Hosting.Logging;

namespace ActorServer.Server.Hosting;

/// <summary>
/// Passes the log of the actor system on to the host's, but for what the server's own records say better: that the
/// association with a worker has ended is no news when its process has, and a port that is taken is reported when the
/// server gives up. With the level <c>debug</c> everything passes.
/// </summary>
internal sealed class AkkaLog : LoggerFactoryLogger
{
    private static readonly string[] SaidBetter = ["remoting", "CoordinatedShutdown"];
    private static readonly string[] SaidBetterPaths = ["/system/endpointManager", "/system/IO-TCP"];

    // Whose level changes with the log's.
    private readonly EventStream _bus = Context.System.EventStream;

    protected override void Log(LogEvent log, ActorPath path)
    {
        if (_bus.LogLevel == LogLevel.DebugLevel || !IsSaidBetter(log.LogSource))
            base.Log(log, path);
    }

    private static bool IsSaidBetter(string source) =>
        Array.Exists(SaidBetter, name => source.StartsWith(name, StringComparison.Ordinal))
        || Array.Exists(SaidBetterPaths, path => source.Contains(path, StringComparison.Ordinal));
}
