using Microsoft.Extensions.Logging;

namespace ActorServer.Cluster.Logs;

/// <summary>What is logged of the cluster. Nodes come and go seldom; what strangers can cause goes through <see cref="LogRate"/>.</summary>
internal static partial class ClusterRecords
{
    /// <summary>The category of all of it.</summary>
    public const string Category = "ActorServer.Cluster";

    [LoggerMessage(60, LogLevel.Information, "node: name={Node} state={State} roles={Roles}")]
    public static partial void NodeChanged(this ILogger log, string node, string state, string roles);

    [LoggerMessage(61, LogLevel.Information, "cluster: listening on {Node}, seeds {Seeds}")]
    public static partial void ClusterStarted(this ILogger log, string node, string seeds);

    [LoggerMessage(62, LogLevel.Information, "cluster: {Node} is the first of the seeds and begins a cluster: {Answered} of {Seeds} seeds are there and in none")]
    public static partial void ClusterBegun(this ILogger log, string node, int answered, int seeds);

    [LoggerMessage(63, LogLevel.Warning, "cluster: {Node} is no longer a member ({Reason}); clients that are being served go on, and it joins again in {Seconds:0.#} s")]
    public static partial void MembershipLost(this ILogger log, string node, string reason, double seconds);

    [LoggerMessage(64, LogLevel.Information, "cluster: {Node} has left")]
    public static partial void ClusterLeft(this ILogger log, string node);

    [LoggerMessage(65, LogLevel.Warning, "cluster: {Node} could not be started: {Fault}; again in {Seconds:0.#} s")]
    public static partial void ClusterNotStarted(this ILogger log, string node, string fault, double seconds);

    [LoggerMessage(66, LogLevel.Warning, "node-lost: name={Node} its connection has ended without a word")]
    public static partial void NodeCut(this ILogger log, string node);

    [LoggerMessage(EventId = 67, Message = "akka: {Line}{Suppressed}")]
    public static partial void Akka(this ILogger log, LogLevel level, string line, string suppressed);
}
