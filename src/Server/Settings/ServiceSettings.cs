using ActorServer.Server.Accepting;
using ActorServer.Server.Arrival;
using ActorServer.Server.Connections;
using ActorServer.Server.Placing;
using ActorServer.Server.Tls;
using ActorServer.Serving.Loading;

namespace ActorServer.Server.Settings;

/// <summary>One service: one listener, one backend, one handler type, its limits.</summary>
internal sealed record ServiceSettings(string Name, ListenSettings Listen, BackendSettings Backend, HandlerSpec Handler, LimitSettings Limits)
{
    /// <summary>Its TLS; null where it has none.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>Whether workers end the TLS of its clients.</summary>
    public bool TlsEndsInWorker => Tls is { EndsInServer: false } && Backend.Workers is { Relays: false };

    /// <summary>Who may come in.</summary>
    public ArrivalSettings Arrival { get; init; } = ArrivalSettings.Off;

    /// <summary>Which of its clients are served on other nodes.</summary>
    public PlacementSettings Placement { get; init; } = PlacementSettings.Never;

    /// <summary>How clients are refused who come at a bad time. To one that speaks TLS a text would be none.</summary>
    public RefuseWith RefuseWith => Tls is null ? Arrival.RefuseWith : Arrival.RefuseWith.WithoutText();

    /// <summary>Whether all its clients are served on other nodes, so that no handler runs here.</summary>
    public bool IsFrontAlone => Placement.When == PlacementWhen.Always;

    /// <summary>What its backend takes from the system at most.</summary>
    public BackendNeeds BackendNeeds() => IsFrontAlone
        ? NeedsOf(Backend.WithMaxWorkers(Math.Min(Backend.Workers?.SpareWorkers ?? 0, Backend.Workers?.MaxWorkers ?? 0)), 0) with { TasksOfClient = 0 }
        : NeedsOf(Backend, Limits.MaxConnections);

    private BackendNeeds NeedsOf(BackendSettings backend, int clients) => backend.Kind.Description.Needs(new BackendLoad(backend.Config, Handler.Loaded?.Kind, clients));
}
