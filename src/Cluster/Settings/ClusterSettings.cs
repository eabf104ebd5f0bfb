using ActorServer.Cluster.Places;

namespace ActorServer.Cluster.Settings;

/// <summary>The block <c>actor-server.cluster</c>, checked.</summary>
/// <param name="Self">This node: <c>host</c>, an address and not a name, and <c>port</c>.</param>
/// <param name="LegsPort">Where this node accepts legs.</param>
/// <param name="Roles"><c>front</c>, <c>workers</c>, and the operator's own.</param>
/// <param name="Seeds">Whom it joins by. Not empty: without seeds there is no cluster.</param>
/// <param name="Tls">Who counts as a node.</param>
internal sealed record ClusterSettings(NodeName Self, int LegsPort, IReadOnlyList<string> Roles, IReadOnlyList<NodeName> Seeds, ClusterTls Tls)
{
    /// <summary>The role of a node that places clients elsewhere.</summary>
    public const string Front = "front";

    /// <summary>The role of a node that takes them.</summary>
    public const string Workers = "workers";

    /// <summary>How long one node's answer is awaited.</summary>
    public TimeSpan ReserveTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a place is held for a leg that does not come.</summary>
    public TimeSpan TicketTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a leg may show no sign of life from the other host.</summary>
    public TimeSpan LegTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a node may be unreachable before it is given up.</summary>
    public TimeSpan DownAfter { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>Files in PEM.</summary>
/// <param name="Certificate">This node's certificate, and what leads to the authority.</param>
/// <param name="Key">Its key.</param>
/// <param name="Authorities">The cluster's own authority; no other counts, the system's neither.</param>
internal sealed record ClusterTls(string Certificate, string Key, string Authorities);
