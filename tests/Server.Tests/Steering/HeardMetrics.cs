using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ActorServer.Monitoring;

namespace ActorServer.Server.Tests.Steering;

/// <summary>What the meter has said of one service since this was made. Other tests' services may be heard beside it.</summary>
internal sealed class HeardMetrics : IDisposable
{
    private readonly ConcurrentQueue<(string Instrument, double Value)> _heard = new();
    private readonly MeterListener _listener = new();
    private readonly string _service;

    public HeardMetrics(string service = "mixed")
    {
        _service = service;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == ServerMeter.Instance)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Hear(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Hear(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>All of a counter.</summary>
    public long Sum(string instrument) => (long)_heard.Where(one => one.Instrument == instrument).Sum(one => one.Value);

    /// <summary>How often a histogram was told something.</summary>
    public int Count(string instrument) => _heard.Count(one => one.Instrument == instrument);

    /// <summary>What is said when it is asked for.</summary>
    public long Read(string instrument)
    {
        var before = Sum(instrument);
        _listener.RecordObservableInstruments();
        return Sum(instrument) - before;
    }

    public void Dispose() => _listener.Dispose();

    private void Hear(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            if (tag is { Key: "service", Value: string service } && service == _service)
                _heard.Enqueue((instrument.Name, value));
        }
    }
}
