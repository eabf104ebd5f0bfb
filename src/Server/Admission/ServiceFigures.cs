using System.Net;
using ActorServer.Monitoring;
using ActorServer.Server.Connections;
using ActorServer.Server.Figures;
using ActorServer.Server.Settings;
using ActorServer.Server.Tls;
using ActorServer.Server.Workers;
using Akka.Actor;

namespace ActorServer.Server.Admission;

/// <summary>
/// What one service and its parts show of themselves, and where it can be asked for more. Each part is written by whoever it belongs to;
/// any thread may read the parts that say so.
/// </summary>
internal sealed class ServiceFigures : IObservedService
{
    private volatile IActorRef _service = ActorRefs.Nobody;
    private volatile string _state = ServiceState.Starting;

    private volatile IReadOnlyList<EndPoint> _endpoints = [];
    private volatile LimitSettings _limits;
    private volatile int _maxWorkers;

    /// <param name="settings">Its settings.</param>
    /// <param name="server">The server's name in what the meter tells; empty for one without.</param>
    public ServiceFigures(ServiceSettings settings, string server = "")
    {
        Settings = settings;
        _limits = settings.Limits;
        _maxWorkers = settings.Backend.Workers?.MaxWorkers ?? 0;
        Meter = new ServiceMeter(server.Length == 0 ? settings.Name : $"{server}/{settings.Name}", settings.Backend.Name);
        Workers = settings.Backend.Workers is null ? null : new WorkerTable(Meter);
    }

    /// <summary>Its settings as they were at the start.</summary>
    public ServiceSettings Settings { get; }

    /// <summary>The limits that hold now.</summary>
    public LimitSettings Limits
    {
        get => _limits;
        set => _limits = value;
    }

    /// <summary>How many workers there may be now; 0 where there are none.</summary>
    public int MaxWorkers
    {
        get => _maxWorkers;
        set => _maxWorkers = value;
    }

    /// <summary>Why the system leaves no room for these limits with so many workers; null where it does, or cannot be harmed by them.</summary>
    public Func<LimitSettings, int, string?> Obstacle { get; init; } = (_, _) => null;

    /// <summary>Its name.</summary>
    public string Name => Settings.Name;

    public ServiceMeter Meter { get; }

    /// <summary>Answers <see cref="ServiceOrders"/>; nobody while it does not run.</summary>
    public IActorRef Service
    {
        get => _service;
        set => _service = value;
    }

    /// <summary>One of <see cref="ServiceState"/>.</summary>
    public string State
    {
        get => _state;
        set => _state = value;
    }

    /// <summary>Where it listens; nowhere before it is bound.</summary>
    public IReadOnlyList<EndPoint> Endpoints
    {
        get => _endpoints;
        set => _endpoints = value;
    }

    /// <summary>Its TLS; null where it has none.</summary>
    public ServiceTls? Tls { get; set; }

    /// <summary>The certificates that it serves now.</summary>
    public IReadOnlyList<CertificateFacts> Certificates =>
        [.. Tls?.Certificates.Current.All.Select(one => new CertificateFacts(Name, one.Pair.Names.Count > 0 ? string.Join(",", one.Pair.Names) : "default", one.NotAfter)) ?? []];

    /// <summary>Who is held and served.</summary>
    public ConnectionTable Connections { get; } = new();

    /// <summary>Its workers; null where it has none.</summary>
    public WorkerTable? Workers { get; }

    /// <summary>Its clients, counted. The service's own.</summary>
    public Tally Tally { get; } = new();

    /// <summary>What has happened lately. The service's own.</summary>
    public LastMinute Minute { get; } = new();

    /// <summary>The last that closed.</summary>
    public Ring<Ended> Closed { get; } = new(Ended.MostKept);

    /// <summary>The last that were refused and logged, so that a flood of refusals leaves something else to be seen.</summary>
    public Ring<Ended> Refused { get; } = new(Ended.MostKept);

    long IObservedService.Served => Tally.Served;

    long IObservedService.Held => Tally.Held;

    WorkerCounts? IObservedService.WorkerCounts => Workers?.Counts;

    /// <summary>A connection has closed.</summary>
    public void Close(ClosedClient closed, long now)
    {
        Tally.Close(closed.Ending.Reason, closed.In, closed.Out);
        Minute.Closed(now, closed.Lasted.TotalSeconds, closed.In + closed.Out);
        Meter.Closed(closed.Ending.Reason, closed.Lasted.TotalSeconds, closed.In, closed.Out);
        Closed.Add(closed);
    }

    /// <summary>A client was refused.</summary>
    public void Refuse(string reason, long now)
    {
        Tally.Refuse(reason);
        Minute.Refused(now);
        Meter.Refused(reason);
    }
}
