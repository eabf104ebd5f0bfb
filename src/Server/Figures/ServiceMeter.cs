using System.Diagnostics.Metrics;

namespace ActorServer.Server.Figures;

/// <summary>Records what happens in one service, for whoever listens to the meter. Thread-safe.</summary>
/// <param name="service">The service.</param>
/// <param name="isolation">Its backend.</param>
internal sealed class ServiceMeter(string service, string isolation)
{
    private readonly KeyValuePair<string, object?> _service = new("service", service);
    private readonly KeyValuePair<string, object?> _isolation = new("isolation", isolation);

    /// <summary>A client was refused.</summary>
    public void Refused(string reason)
    {
        if (Instruments.Rejected.Enabled)
            Instruments.Rejected.Add(1, _service, _isolation, Tag("reason", reason));
    }

    /// <summary>A connection has closed.</summary>
    public void Closed(string reason, double seconds, long bytesIn, long bytesOut)
    {
        if (Instruments.Duration.Enabled)
            Instruments.Duration.Record(seconds, _service, _isolation, Tag("reason", reason));
        if (!Instruments.Bytes.Enabled)
            return;
        Instruments.Bytes.Add(bytesIn, _service, _isolation, Tag("direction", "receive"));
        Instruments.Bytes.Add(bytesOut, _service, _isolation, Tag("direction", "transmit"));
    }

    /// <summary>A worker has become ready.</summary>
    public void WorkerStarted(double seconds)
    {
        if (Instruments.WorkerStart.Enabled)
            Instruments.WorkerStart.Record(seconds, _service, _isolation);
    }

    /// <summary>A worker has ended.</summary>
    public void WorkerExited(string exit)
    {
        if (Instruments.WorkerExits.Enabled)
            Instruments.WorkerExits.Add(1, _service, _isolation, Tag("exit", exit));
    }

    /// <summary>Other nodes have been asked for a place.</summary>
    public void Reserved(bool found, double seconds)
    {
        if (Instruments.Reservation.Enabled)
            Instruments.Reservation.Record(seconds, _service, _isolation, Tag("outcome", found ? "placed" : "none"));
    }

    /// <summary>A figure of this service.</summary>
    public Measurement<long> Measure(long value) => new(value, _service, _isolation);

    /// <summary>A figure of its workers in a state.</summary>
    public Measurement<long> Measure(long value, string state) => new(value, _service, _isolation, Tag("state", state));

    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);
}
