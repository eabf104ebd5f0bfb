using ActorServer.Cluster;
using ActorServer.Cluster.Settings;
using ActorServer.Server.Figures;
using ActorServer.Serving.Legs;

namespace ActorServer.Server.Placing;

/// <summary>What the services of a node need of it. There is none where the server is alone, and then nothing of the cluster is loaded.</summary>
/// <param name="Settings">This node.</param>
/// <param name="Cluster">The others.</param>
/// <param name="Legs">Connects legs and moves the bytes of clients that are served elsewhere.</param>
/// <param name="Free">What the others are told of this one's places.</param>
/// <param name="Counts">How many clients go to each node and come from each.</param>
internal sealed record NodeParts(ClusterSettings Settings, ICluster Cluster, PumpThreads Legs, FreePlacesHere Free, NodeLegs Counts);
