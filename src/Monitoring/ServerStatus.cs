namespace ActorServer.Monitoring;

/// <summary>What <c>/status.json</c> says. Names and meanings are fixed; a field that says nothing is absent.</summary>
/// <param name="Server">The process.</param>
/// <param name="Services">Its services, in the order of the configuration.</param>
/// <param name="Connections">Whoever is served or held; null where that was not asked for.</param>
/// <param name="Workers">The worker processes; null where that was not asked for.</param>
/// <param name="Nodes">The nodes of the cluster, this server first; null where it is in none.</param>
public sealed record ServerStatus(
    ServerFacts Server, IReadOnlyList<ServiceStatus> Services, IReadOnlyList<ConnectionRow>? Connections = null, IReadOnlyList<WorkerRow>? Workers = null,
    IReadOnlyList<NodeRow>? Nodes = null);

/// <summary>The process that serves.</summary>
/// <param name="Version">The server's version.</param>
/// <param name="Pid">Its process id.</param>
/// <param name="StartedAt">When it started, UTC.</param>
/// <param name="State"><c>starting</c>, <c>serving</c> or <c>draining</c>.</param>
/// <param name="Generation">1, and one more after each upgrade.</param>
public sealed record ServerFacts(string Version, int Pid, DateTimeOffset StartedAt, string State, int Generation);
