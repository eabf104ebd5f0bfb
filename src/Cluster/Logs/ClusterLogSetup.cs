using Akka.Actor.Setup;
using Microsoft.Extensions.Logging;

namespace ActorServer.Cluster.Logs;

/// <summary>Where the cluster system's log goes, and how much of it.</summary>
internal sealed class ClusterLogSetup(ILogger log, LogRate rate) : Setup
{
    public ILogger Log { get; } = log;

    public LogRate Rate { get; } = rate;
}
