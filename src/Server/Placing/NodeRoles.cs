using ActorServer.Cluster.Settings;

namespace ActorServer.Server.Placing;

/// <summary>What a node's roles mean here.</summary>
internal static class NodeRoles
{
    /// <summary>Whether fronts place clients on it: <c>workers</c>, or any role of the operator's own.</summary>
    public static bool TakesClients(this ClusterSettings node) => node.Roles.Any(role => role != ClusterSettings.Front);
}
