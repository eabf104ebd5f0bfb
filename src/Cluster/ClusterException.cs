namespace ActorServer.Cluster;

/// <summary>The cluster cannot be started as it is configured. The message is one line, and says what, where and what to do.</summary>
internal sealed class ClusterException(string message, Exception? cause = null) : Exception(message, cause);
