using ActorServer.Cluster.Places;

namespace ActorServer.Cluster.Gate;

/// <summary>
/// Published in the cluster system: a node's connection has ended, neither side having said so before. That is what the death of its
/// process looks like, milliseconds later; a node that leaves, is downed or starts its cluster system anew says goodbye.
/// </summary>
internal sealed record AssociationCut(NodeName Node);

/// <summary>Published in the cluster system: a node's cluster system ends, and its process goes on. It may have several connections.</summary>
internal sealed record FarewellHeard(NodeName Node);
