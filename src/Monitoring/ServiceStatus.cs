namespace ActorServer.Monitoring;

/// <summary>
/// One service at one moment. It always adds up: accepted = closed + refused + served + held.
/// </summary>
/// <param name="Name">The service.</param>
/// <param name="Isolation">The name of its backend.</param>
/// <param name="Handler">Its handler as configured.</param>
/// <param name="Addresses">Where it listens.</param>
/// <param name="State"><c>starting</c>, <c>serving</c>, <c>paused</c> or <c>draining</c>.</param>
/// <param name="Served">Connections that are open, closing or lingering.</param>
/// <param name="Held">Clients that wait for a slot.</param>
/// <param name="Parked">Always 0 until there is parking.</param>
/// <param name="MaxConnections">The cap of <paramref name="Served"/>; 0 for none.</param>
/// <param name="MaxWaiting">The cap of <paramref name="Held"/>.</param>
/// <param name="AcceptedTotal">Clients that the port has let in since the start, those that were refused included.</param>
/// <param name="ClosedTotal">Clients that were served and are not any more, by the reason of their closing record.</param>
/// <param name="RefusedTotal">Clients that were never served, by reason, those whose records were suppressed included.</param>
/// <param name="BytesIn">Bytes that closed connections have received, as their records say.</param>
/// <param name="BytesOut">Likewise what they have sent.</param>
/// <param name="Workers">Its worker processes; null for a service without any.</param>
public record ServiceStatus(
    string Name, string Isolation, string Handler, IReadOnlyList<string> Addresses, string State, int Served, int Held, int Parked,
    int MaxConnections, int MaxWaiting, long AcceptedTotal, IReadOnlyDictionary<string, long> ClosedTotal, IReadOnlyDictionary<string, long> RefusedTotal,
    long BytesIn, long BytesOut, WorkerCounts? Workers = null);

/// <summary>A service's worker processes, counted.</summary>
/// <param name="Starting">Not ready yet.</param>
/// <param name="Idle">Ready, without a client.</param>
/// <param name="Busy">Serving.</param>
/// <param name="Dying">Asked or forced to end, and still there.</param>
/// <param name="Max">The cap of all four together.</param>
/// <param name="StartedTotal">Since the server's start.</param>
/// <param name="DiedTotal">Of those the ones that ended without being told to.</param>
/// <param name="ClientsAtOnce">How many clients each of them serves at the same time.</param>
public sealed record WorkerCounts(int Starting, int Idle, int Busy, int Dying, int Max, long StartedTotal, long DiedTotal, int ClientsAtOnce = 1);
