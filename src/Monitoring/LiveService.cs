using System.Text.Json.Serialization;

namespace ActorServer.Monitoring;

/// <summary>A service and how it fares: what status.json says of it, and beside that what a chart and a scoreboard need.</summary>
public sealed record LiveService : ServiceStatus
{
    /// <summary>A service as it is, and how it fares.</summary>
    public LiveService(ServiceStatus status, double rate, double refusedRate, double? p50, double? p99, double bytesRate, string scoreboard, string ages)
        : base(status) =>
        (Rate, RefusedRate, P50, P99, BytesRate, Scoreboard, Ages) = (rate, refusedRate, p50, p99, bytesRate, scoreboard, ages);

    /// <summary>The same with everything by its name, as it is read.</summary>
    [JsonConstructor]
    public LiveService(
        string name, string isolation, string handler, IReadOnlyList<string> addresses, string state, int served, int held, int parked, int maxConnections,
        int maxWaiting, long acceptedTotal, IReadOnlyDictionary<string, long> closedTotal, IReadOnlyDictionary<string, long> refusedTotal, long bytesIn, long bytesOut,
        WorkerCounts? workers, double rate, double refusedRate, double? p50, double? p99, double bytesRate, string scoreboard, string ages)
        : this(
            new ServiceStatus(
                name, isolation, handler, addresses, state, served, held, parked, maxConnections, maxWaiting, acceptedTotal, closedTotal, refusedTotal, bytesIn, bytesOut, workers),
            rate, refusedRate, p50, p99, bytesRate, scoreboard, ages)
    {
    }

    /// <summary>What status.json says of it.</summary>
    [JsonIgnore]
    public ServiceStatus Status => this;

    /// <summary>Clients that were accepted in the last second.</summary>
    public double Rate { get; }

    /// <summary>Clients that were refused in the last second.</summary>
    public double RefusedRate { get; }

    /// <summary>Seconds: half of the connections that closed in the last minute lasted no longer; null when none closed.</summary>
    public double? P50 { get; }

    /// <summary>Likewise for 99 of 100.</summary>
    public double? P99 { get; }

    /// <summary>Bytes in both directions that connections which closed in the last second had moved.</summary>
    public double BytesRate { get; }

    /// <summary>
    /// A letter a place: of workers where the service has some, of connections elsewhere. A connection or worker keeps its place for life; the
    /// lowest free place is taken next. <c>.</c> free, <c>i</c> idle, <c>b</c> busy, <c>s</c> starting, <c>!</c> stalled, <c>d</c> dying or
    /// lingering. Nothing after the last that is taken. A connection is idle when no byte has moved for ten seconds, and stalled when for five
    /// seconds output has waited that the client does not take, or input that the handler does not (seen where handler-stall-timeout is on);
    /// both are looked at every two seconds. A worker is stalled when its client is.
    /// </summary>
    public string Scoreboard { get; }

    /// <summary>
    /// For each place of the scoreboard a digit: 0 below 1 s of age, 1 below 10 s, 2 below 1 min, 3 below 10 min, 4 below 1 h, 5 beyond;
    /// <c>.</c> for a free one.
    /// </summary>
    public string Ages { get; }
}
