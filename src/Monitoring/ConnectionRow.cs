namespace ActorServer.Monitoring;

/// <summary>One client that is held or served.</summary>
/// <param name="Id">Its id; one that is held has <c>h-</c> and a number until it is served.</param>
/// <param name="Service">The service.</param>
/// <param name="Peer">The client's address, as in the records.</param>
/// <param name="State"><c>held</c>, <c>open</c>, <c>closing</c> or <c>lingering</c>.</param>
/// <param name="AgeSeconds">Since it was accepted.</param>
/// <param name="IdleSeconds">Since a byte was last seen to move.</param>
/// <param name="In">Bytes received.</param>
/// <param name="Out">Bytes sent.</param>
/// <param name="Worker">The number of its worker; null without one.</param>
/// <param name="Pid">Its worker's process id; null without one.</param>
/// <param name="Place">Its place in the service's scoreboard, from 0; null while it is held and where the scoreboard shows workers.</param>
public sealed record ConnectionRow(
    string Id, string Service, string Peer, string State, double AgeSeconds, double IdleSeconds, long In, long Out, long? Worker = null, int? Pid = null,
    int? Place = null);

/// <summary>One worker process.</summary>
/// <param name="Service">The service it works for.</param>
/// <param name="Number">Its number, never used again within a service.</param>
/// <param name="Pid">Its process id; 0 while it has none.</param>
/// <param name="State"><c>starting</c>, <c>idle</c>, <c>busy</c> or <c>dying</c>.</param>
/// <param name="Clients">Clients it serves now.</param>
/// <param name="ServedTotal">Clients it was given, those included.</param>
/// <param name="AgeSeconds">Since it was started.</param>
/// <param name="CpuSeconds">Processor time it has used, as the kernel says; null where it says nothing.</param>
/// <param name="MemoryBytes">Its resident memory, likewise.</param>
/// <param name="Place">Its place in the service's scoreboard, from 0.</param>
/// <param name="ClientsAtOnce">How many clients it may serve at the same time.</param>
/// <param name="Retired">
/// Why it gets no new clients and ends after those that it has: <c>clients-per-worker</c>, <c>max-worker-age</c>, <c>recycle-memory</c>,
/// <c>handler-hangs</c>, <c>asked-to-end</c> or <c>killed</c>; null while it gets some.
/// </param>
public sealed record WorkerRow(
    string Service, long Number, int Pid, string State, int Clients, long ServedTotal, double AgeSeconds, double? CpuSeconds, long? MemoryBytes,
    int? Place = null, int ClientsAtOnce = 1, string? Retired = null);

/// <summary>Which rows of connections, in which order.</summary>
/// <param name="Service">Of this service; null for all.</param>
/// <param name="Text">Only rows whose id, peer, state, worker or pid contains this; null for all.</param>
/// <param name="State">Only in this state; null for all.</param>
/// <param name="SortBy">A field of <see cref="ConnectionRow"/> as it is written in JSON; null for the order of arrival.</param>
/// <param name="Descending">The largest first.</param>
/// <param name="Skip">Leaves out so many from the start.</param>
/// <param name="Take">So many at most.</param>
/// <param name="Place">Only the one at this place of its service's scoreboard; null for all.</param>
public sealed record ConnectionQuery(
    string? Service = null, string? Text = null, string? State = null, string? SortBy = null, bool Descending = false, int Skip = 0, int Take = int.MaxValue,
    int? Place = null);

/// <summary>The answer to a <see cref="ConnectionQuery"/>.</summary>
/// <param name="Total">How many there are with <c>skip</c> and <c>take</c> left out.</param>
/// <param name="Rows">Those asked for.</param>
public sealed record ConnectionPage(int Total, IReadOnlyList<ConnectionRow> Rows);
