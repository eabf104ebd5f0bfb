namespace ActorServer.Monitoring;

/// <summary>What <c>/events</c> sends once a second: all of the page but the rows of connections.</summary>
/// <param name="Server">The process.</param>
/// <param name="Services">Its services with what a chart and a scoreboard need.</param>
/// <param name="Workers">The worker processes.</param>
/// <param name="RecentEnds">The last hundred ends, the newest first.</param>
/// <param name="Warnings">The log's last hundred warnings and errors, the newest first.</param>
/// <param name="Control">Null where controls may be used; else why not, in a sentence. Filled in by the admin application.</param>
public sealed record LiveSnapshot(
    ServerFacts Server, IReadOnlyList<LiveService> Services, IReadOnlyList<WorkerRow> Workers,
    IReadOnlyList<RecentEnd> RecentEnds, IReadOnlyList<LogWarning> Warnings, string? Control = null);

/// <summary>A service and how it fares.</summary>
/// <param name="Status">As in status.json.</param>
/// <param name="Rate">Clients that were accepted in the last second.</param>
/// <param name="RefusedRate">Clients that were refused in the last second.</param>
/// <param name="P50">Seconds: half of the connections that closed in the last minute lasted no longer; null when none closed.</param>
/// <param name="P99">Likewise for 99 of 100.</param>
/// <param name="BytesRate">Bytes in both directions that connections which closed in the last second had moved.</param>
/// <param name="Scoreboard">
/// A letter a place: of workers where the service has some, of connections elsewhere. A connection or worker keeps its place for life; the
/// lowest free place is taken next. <c>.</c> free, <c>i</c> idle, <c>b</c> busy, <c>s</c> starting, <c>!</c> stalled, <c>d</c> dying or
/// lingering. Nothing after the last that is taken. A connection is idle when no byte has moved for ten seconds, and stalled when for five
/// seconds output has waited that the client does not take, or input that the handler does not (seen where handler-stall-timeout is on);
/// both are looked at every two seconds. A worker is stalled when its client is.
/// </param>
/// <param name="Ages">For each place of the scoreboard a digit: 0 below 1 s of age, 1 below 10 s, 2 below 1 min, 3 below 10 min, 4 below 1 h, 5 beyond; <c>.</c> for a free one.</param>
public sealed record LiveService(
    ServiceStatus Status, double Rate, double RefusedRate, double? P50, double? P99, double BytesRate, string Scoreboard, string Ages);

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
