using ActorServer.Cluster.Settings;

namespace ActorServer.Server.Placing;

/// <summary>The block <c>actor-server.cluster</c> of a server that is a node. Others can look whether there is one without loading what it takes.</summary>
/// <param name="settings">The settings.</param>
internal sealed class ClusterBlock(ClusterSettings settings)
{
    /// <summary>The settings.</summary>
    public ClusterSettings Settings => settings;

    /// <summary>Whether it may place clients on other nodes.</summary>
    public bool IsFront => settings.Roles.Contains(ClusterSettings.Front);
}
