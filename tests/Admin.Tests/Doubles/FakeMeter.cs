using System.Diagnostics.Metrics;
using ActorServer.Monitoring;

namespace ActorServer.Admin.Tests.Doubles;

/// <summary>The meter of a server, with instruments as the server makes them.</summary>
internal sealed class FakeMeter : IDisposable
{
    private static readonly KeyValuePair<string, object?>[] Tags = [new("service", "default"), new("isolation", "process")];

    private readonly Meter _meter = new(ServerMeter.Name);
    private readonly Counter<long> _refused;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _bytes;
    private readonly Histogram<double> _workerStart;
    private readonly Counter<long> _exits;
    private readonly Histogram<double> _reservation;

    public FakeMeter()
    {
        _refused = _meter.CreateCounter<long>(ServerMeter.RejectedConnections, "{connection}", "Clients that were refused.");
        _duration = _meter.CreateHistogram<double>(ServerMeter.ConnectionDuration, "s", "How long closed connections lasted.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 1, 60] });
        _bytes = _meter.CreateCounter<long>(ServerMeter.NetworkIo, "By", "Bytes of closed connections.");
        _workerStart = _meter.CreateHistogram<double>(ServerMeter.WorkerStartDuration, "s", "From the start of a worker until it was ready.");
        _exits = _meter.CreateCounter<long>(ServerMeter.WorkerExits, "{process}", "Worker processes that ended.");
        _reservation = _meter.CreateHistogram<double>(ServerMeter.ReservationDuration, "s", "From the wish for a place on another node until there was one, or none.");
        _meter.CreateObservableUpDownCounter(ServerMeter.ActiveConnections, () => new Measurement<long>(1, Tags), "{connection}", "Connections that are served.");
        _meter.CreateObservableUpDownCounter(ServerMeter.QueuedConnections, () => new Measurement<long>(0, Tags), "{connection}", "Clients that are held.");
        _meter.CreateObservableUpDownCounter(ServerMeter.Workers, () => new Measurement<long>(3, [.. Tags, new("state", "idle")]), "{process}", "Worker processes.");
    }

    /// <summary>A second of the server's life: one client closed, one refused, one placed elsewhere, a worker that died and one that began.</summary>
    public void Live(string service = "default")
    {
        KeyValuePair<string, object?>[] tags = [new("service", service), new("isolation", "process")];
        _refused.Add(1, [.. tags, new("reason", "full")]);
        _duration.Record(0.5, [.. tags, new("reason", "peer-closed")]);
        _bytes.Add(12, [.. tags, new("direction", "receive")]);
        _bytes.Add(34, [.. tags, new("direction", "transmit")]);
        _workerStart.Record(0.02, tags);
        _exits.Add(1, [.. tags, new("exit", "signal:9")]);
        _reservation.Record(0.0004, [.. tags, new("outcome", "placed")]);
    }

    public void Dispose() => _meter.Dispose();
}
