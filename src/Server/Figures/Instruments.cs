using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ActorServer.Monitoring;

namespace ActorServer.Server.Figures;

/// <summary>The instruments of the meter, one each for all services of the process. What they cost while nobody listens is a look.</summary>
internal static class Instruments
{
    private static readonly ConcurrentDictionary<IObservedService, bool> Observed = new();

    // As OpenTelemetry advises for kestrel.connection.duration.
    private static readonly InstrumentAdvice<double> LongTimes = new() { HistogramBucketBoundaries = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300] };
    private static readonly InstrumentAdvice<double> ShortTimes = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };
    private static readonly InstrumentAdvice<double> Moments = new() { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2] };

    /// <summary>Clients refused.</summary>
    public static Counter<long> Rejected { get; } =
        ServerMeter.Instance.CreateCounter<long>(ServerMeter.RejectedConnections, "{connection}", "Clients that were refused.");

    /// <summary>How long connections lasted.</summary>
    public static Histogram<double> Duration { get; } =
        ServerMeter.Instance.CreateHistogram(ServerMeter.ConnectionDuration, "s", "How long closed connections lasted.", tags: null, LongTimes);

    /// <summary>Bytes of closed connections.</summary>
    public static Counter<long> Bytes { get; } =
        ServerMeter.Instance.CreateCounter<long>(ServerMeter.NetworkIo, "By", "Bytes of closed connections.");

    /// <summary>How long workers took to be ready.</summary>
    public static Histogram<double> WorkerStart { get; } =
        ServerMeter.Instance.CreateHistogram(ServerMeter.WorkerStartDuration, "s", "From the start of a worker until it was ready.", tags: null, ShortTimes);

    /// <summary>Workers that ended.</summary>
    public static Counter<long> WorkerExits { get; } =
        ServerMeter.Instance.CreateCounter<long>(ServerMeter.WorkerExits, "{process}", "Worker processes that ended.");

    /// <summary>How long it took to find a place on another node.</summary>
    public static Histogram<double> Reservation { get; } =
        ServerMeter.Instance.CreateHistogram(ServerMeter.ReservationDuration, "s", "From the wish for a place on another node until there was one, or none.", tags: null, Moments);

    static Instruments()
    {
        ServerMeter.Instance.CreateObservableUpDownCounter(ServerMeter.ActiveConnections, () => Each(service => service.Served), "{connection}", "Connections that are served.");
        ServerMeter.Instance.CreateObservableUpDownCounter(ServerMeter.QueuedConnections, () => Each(service => service.Held), "{connection}", "Clients that are held.");
        ServerMeter.Instance.CreateObservableUpDownCounter(ServerMeter.Workers, Workers, "{process}", "Worker processes.");
    }

    /// <summary>This service is read from now on.</summary>
    public static void Observe(IObservedService service) => Observed.TryAdd(service, true);

    /// <summary>Not any more.</summary>
    public static void Forget(IObservedService service) => Observed.TryRemove(service, out _);

    private static IEnumerable<Measurement<long>> Each(Func<IObservedService, long> figure) =>
        Observed.Keys.Select(service => service.Meter.Measure(figure(service)));

    private static IEnumerable<Measurement<long>> Workers() =>
        from service in Observed.Keys
        let counts = service.WorkerCounts
        where counts is not null
        from measured in new[]
        {
            service.Meter.Measure(counts.Starting, "starting"), service.Meter.Measure(counts.Idle, "idle"),
            service.Meter.Measure(counts.Busy, "busy"), service.Meter.Measure(counts.Dying, "dying"),
        }
        select measured;
}
