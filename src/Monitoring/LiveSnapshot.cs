namespace ActorServer.Monitoring;

/// <summary>What <c>/events</c> sends once a second: all of the page but the rows of connections.</summary>
/// <param name="Server">The process.</param>
/// <param name="Services">Its services with what a chart and a scoreboard need.</param>
/// <param name="Workers">The worker processes.</param>
/// <param name="RecentEnds">The last hundred ends, the newest first.</param>
/// <param name="Warnings">The log's last hundred warnings and errors, the newest first.</param>
/// <param name="Control">Null where controls may be used; else why not, in a sentence. Filled in by the admin application.</param>
/// <param name="Nodes">The nodes of the cluster, this server first; null where it is in none.</param>
public sealed record LiveSnapshot(
    ServerFacts Server, IReadOnlyList<LiveService> Services, IReadOnlyList<WorkerRow> Workers,
    IReadOnlyList<RecentEnd> RecentEnds, IReadOnlyList<LogWarning> Warnings, string? Control = null,
    IReadOnlyList<NodeRow>? Nodes = null);

/// <summary>A client or a worker that has ended.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Kind"><c>connection</c>, <c>refused</c> or <c>worker</c>.</param>
/// <param name="Service">The service.</param>
/// <param name="Id">The connection's id or the worker's number; null for one that was refused.</param>
/// <param name="Peer">The client's address; null for a worker.</param>
/// <param name="Reason">The record's reason; for a worker how it exited.</param>
/// <param name="DurationSeconds">How long it lasted; null for one that was refused.</param>
/// <param name="In">Bytes received.</param>
/// <param name="Out">Bytes sent.</param>
/// <param name="Worker">The worker's number; null without one.</param>
/// <param name="Pid">The worker's process id; null without one.</param>
/// <param name="Exit">How its process ended, as in the record; null where the record has none.</param>
/// <param name="Error">What the record says of the failure; null where it has none.</param>
/// <param name="Stderr">The process's last words, as in the record; null where it has none.</param>
public sealed record RecentEnd(
    DateTimeOffset At, string Kind, string Service, string? Id, string? Peer, string Reason, double? DurationSeconds, long In, long Out,
    long? Worker = null, int? Pid = null, string? Exit = null, string? Error = null, string? Stderr = null);

/// <summary>A warning or an error of the log.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Level"><c>warning</c>, <c>error</c> or <c>critical</c>.</param>
/// <param name="Category">Who said it.</param>
/// <param name="Text">What, in one line.</param>
public sealed record LogWarning(DateTimeOffset At, string Level, string Category, string Text);
