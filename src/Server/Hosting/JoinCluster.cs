using ActorServer.Cluster;
using ActorServer.Cluster.Settings;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Hosting;

/// <summary>Has a server join the other nodes.</summary>
/// <exception cref="ClusterException">It cannot even try.</exception>
internal delegate ICluster JoinCluster(ClusterSettings self, IClusterServer server, ILoggerFactory loggers);
