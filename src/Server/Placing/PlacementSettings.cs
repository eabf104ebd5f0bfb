using System.Net;
using ActorServer.Cluster.Settings;

namespace ActorServer.Server.Placing;

/// <summary>A service's <c>placement</c> block, checked: which of its clients are served on other nodes, and on which.</summary>
/// <param name="When">Which clients.</param>
/// <param name="Role">The role of the nodes that take them.</param>
/// <param name="Rules">Clients of some networks have another role; the first rule that fits counts.</param>
internal sealed record PlacementSettings(PlacementWhen When, string Role, IReadOnlyList<PlacementRule> Rules)
{
    /// <summary>All are served here.</summary>
    public static PlacementSettings Never { get; } = new(PlacementWhen.Never, ClusterSettings.Workers, []);

    /// <summary>Whether all are served here.</summary>
    public bool IsOff => When == PlacementWhen.Never;

    /// <summary>The role of the nodes that take this client.</summary>
    public string RoleFor(EndPoint peer)
    {
        foreach (var rule in Rules)
        {
            if (rule.Contains(peer))
                return rule.Role;
        }

        return Role;
    }
}

/// <summary>Which clients are served on other nodes.</summary>
internal enum PlacementWhen
{
    /// <summary>None.</summary>
    Never,

    /// <summary>Those for whom there is no place here.</summary>
    Full,

    /// <summary>All.</summary>
    Always,
}
