using ActorServer.Server.Accepting;
using ActorServer.Server.Arrival;
using ActorServer.Server.Connections;
using ActorServer.Serving.Loading;

namespace ActorServer.Server.Settings;

/// <summary>One service: one listener, one backend, one handler type, its limits.</summary>
internal sealed record ServiceSettings(string Name, ListenSettings Listen, BackendSettings Backend, HandlerSpec Handler, LimitSettings Limits)
{
    /// <summary>Who may come in.</summary>
    public ArrivalSettings Arrival { get; init; } = ArrivalSettings.Off;

    /// <summary>How clients are refused who come at a bad time.</summary>
    public RefuseWith RefuseWith => Arrival.RefuseWith;

    /// <summary>What its backend takes from the system at most.</summary>
    public BackendNeeds BackendNeeds() => Backend.Kind.Description.Needs(new BackendLoad(Backend.Config, Handler.Loaded?.Kind, Limits.MaxConnections));
}
