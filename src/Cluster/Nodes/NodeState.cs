using ActorServer.Cluster.Places;

namespace ActorServer.Cluster.Nodes;

/// <summary>A node as membership has it.</summary>
/// <param name="Name">Its address.</param>
/// <param name="State">joining, up, leaving, unreachable, down.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="IsSelf">This one.</param>
internal sealed record NodeState(NodeName Name, string State, IReadOnlyList<string> Roles, bool IsSelf)
{
    /// <summary>A member that is there.</summary>
    public const string Up = "up";

    /// <summary>Whether it is a member that is there, and another one.</summary>
    public bool MayBeAsked => State == Up && !IsSelf;
}

/// <summary>To the actors that send to nodes: all nodes, whenever one has changed.</summary>
internal sealed record NodesChanged(IReadOnlyList<NodeState> Nodes);

/// <summary>To the actors that send to nodes: the connection to one has ended. It is not asked before it says something again.</summary>
internal sealed record NodeSilent(NodeName Node);
