using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using ActorServer.Server.Accepting;
using ActorServer.Server.Arrival;
using ActorServer.Server.Connections;
using ActorServer.Server.Figures;
using ActorServer.Server.Placing;
using ActorServer.Server.Settings;
using ActorServer.Server.Tls;
using ActorServer.Serving.Services;
using ActorServer.Threads.Scheduling;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Admission;

/// <summary>
/// One service: starts its backend and then its listener, admits each accepted client (serves, holds or refuses it) and
/// drains. Owns every accepted socket until a connection actor owns it. A client is counted exactly once: it is served and
/// has two records, or it is refused.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing; its task may still have the token.")]
internal sealed partial class Service : UntypedActor, IWithTimers
{
    private static readonly TimeSpan LineCheck = TimeSpan.FromMilliseconds(200);

    private readonly ServiceSettings _settings;
    private readonly ConnectionIds _ids;
    private readonly Props _backendProps;
    private readonly ILogger _log;
    private readonly ServiceTls? _tls;
    private readonly HandlerServices _handlers;
    private readonly WaitingLine _line;
    private readonly InputWatch? _watch;
    private readonly ArrivalGate? _gate;
    private readonly Refusals _refusals;
    private readonly Queue<AcceptedClient> _early = new();
    private readonly CancellationTokenSource _preparing = new();

    private readonly ServiceFigures _figures;

    // Who is served. Their sockets are their connections', unless there is none.
    private readonly Dictionary<string, Served> _served = [];

    // What operators see of those that are held, the arriving among them.
    private readonly Dictionary<Socket, ConnectionEntry> _held = [];
    private LimitSettings _limits;
    private Slots _slots = new(0, 0);
    private IActorRef _backend = ActorRefs.Nobody;
    private IActorRef _listener = ActorRefs.Nobody;
    private IActorRef _connections = ActorRefs.Nobody;
    private bool _backendLost;
    private bool _connectionsLost;
    private bool _isPaused;

    public Service(
        ServiceSettings settings, ConnectionIds ids, Props backendProps, ILogger log, ServiceTls? tls = null, ServiceFigures? figures = null, HandlerServices? handlers = null,
        NodeParts? node = null)
    {
        _settings = settings;
        _limits = settings.Limits;
        _figures = figures ?? new ServiceFigures(settings);
        _ids = ids;
        _backendProps = backendProps;
        _log = log;
        _tls = tls;
        _handlers = handlers ?? HandlerServices.None;
        _line = new WaitingLine(settings.Limits.MaxWaiting, settings.Limits.QueueTimeout);
        _gate = settings.Arrival.IsOff ? null : new ArrivalGate(settings.Arrival);
        var with = settings.RefuseWith;
        _watch = with.Closes || _gate is { AwaitsHeaders: true } ? new InputWatch($"{settings.Name}-arrival", () => Now) : null;
        var farewells = with.Closes ? new Farewells(with.Text, settings.Limits.LingerTimeout, _watch!) : null;
        _refusals = new Refusals(settings.Name, with, farewells, log);
        _node = node;
        _reserved = node is null ? null : new ReservedPlaces();
        _seekers = node is null || settings.Placement.IsOff ? null : new Seekers();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private bool HasRoom => !_isPaused && !IsFrontAlone && _slots.HasRoom;

    // While the server stands still nobody's turn comes.
    private static TimeSpan Now => AwakeTime.Instance.Now;

    public static Props Props(
        ServiceSettings settings, ConnectionIds ids, Props backendProps, ILogger log, ServiceTls? tls = null, ServiceFigures? figures = null, HandlerServices? handlers = null,
        NodeParts? node = null) =>
        Akka.Actor.Props.Create(() => new Service(settings, ids, backendProps, log, tls, figures, handlers, node));

    protected override void PreStart()
    {
        _figures.Service = Self;
        Instruments.Observe(_figures);
        _connections = Context.Watch(Context.ActorOf(ConnectionSupervisor.Props(), "connections"));
        if (_seekers is not null)
            _elsewhere = Context.Watch(Context.ActorOf(ConnectionSupervisor.Props(), "elsewhere"));
        _backend = Context.Watch(Context.ActorOf(_backendProps, "backend"));
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        _log.LogError(failure, "{Service}: {Child} failed", _settings.Name, Sender.Path.Name);
        // Not only when it has stopped: a handler that hangs would hold that up.
        Context.Parent.Tell(new CannotServe($"its {Sender.Path.Name} ended unexpectedly; the log says why"));
        return Directive.Stop;
    });

    /// <summary>Starting: the backend first, so that nothing is accepted that cannot be served; then the listener.</summary>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case IsolationBackend.Ready ready:
                _slots = new Slots(_limits.MaxConnections, ready.Capacity);
                PrepareHandler();
                break;
            case HandlerPrepared:
                Context.Parent.Tell(BackendReady.Instance);
                break;
            case HandlerUnprepared unprepared:
                Context.Parent.Tell(new CannotServe(unprepared.Error));
                break;
            case Open:
                Become(Serving);
                _figures.State = ServiceState.Serving;
                while (_early.TryDequeue(out var client))
                    Arrive(client);
                break;
            case Drain:
                // Asked to stop while starting: nothing is served, so nothing has to be waited for.
                _ = _preparing.CancelAsync();
                while (_early.TryDequeue(out var unserved))
                    Refuse(unserved, RefusalReason.Draining);
                BeginDrain();
                break;
            case Terminated gone:
                Lose(gone.ActorRef);
                break;
            default:
                OnBinding(message);
                break;
        }
    }

    private void OnBinding(object message)
    {
        switch (message)
        {
            case Bind:
                _listener = Context.Watch(Context.ActorOf(Listener.Props(_settings.Listen, _log), "listener"));
                break;
            case Listener.ListenerBound bound:
                _addresses = [.. bound.Addresses.Select(PeerFormat.Format)];
                _figures.Endpoints = bound.Addresses;
                Context.Parent.Tell(new Bound(_settings, bound.Addresses));
                break;
            case Listener.BindFailed failed:
                Context.Parent.Tell(new CannotServe(failed.Error));
                break;
            case Listener.Accepted accepted:
                // Another service of this server may still fail to bind; then none serves.
                _early.Enqueue(accepted.Client);
                ShowHeld(accepted.Client);
                break;
            case Listener.GivenUp given:
                Refuse(given.Client, RefusalReason.Failed);
                break;
            default:
                OnAccounting(message);
                break;
        }
    }

    protected override void PostStop()
    {
        Instruments.Forget(_figures);
        _figures.Service = ActorRefs.Nobody;
        _ = _preparing.CancelAsync();
        _tls?.Dispose();
        foreach (var client in _early.Concat(TakeArriving(_ => true)).Concat(TakeSeekers()).Concat(_line.TakeOut(_ => true)))
            RefuseAtTheEnd(client);
        _refusals.Flush();
        _watch?.Dispose();
        // The connections have ended by now; what is left never became one.
        foreach (var served in _served.Values)
            served.Entry.Release(served.Client.Socket);
    }

    // Nobody is there any more to flush later.
    private void RefuseAtTheEnd(AcceptedClient client)
    {
        Unhold(client);
        _figures.Refuse(RefusalReason.Draining, Environment.TickCount64);
        _refusals.Refuse(client, RefusalReason.Draining, Now);
    }

    private void Serving(object message)
    {
        switch (message)
        {
            case Listener.Accepted accepted:
                Arrive(accepted.Client);
                break;
            case Listener.GivenUp given:
                Refuse(given.Client, RefusalReason.Failed);
                break;
            case Drain:
                BeginDrain();
                break;
            case ServiceOrders.DrainAlone alone:
                DrainAlone(alone.Timeout);
                break;
            case Terminated gone:
                Lose(gone.ActorRef);
                break;
            default:
                OnAccounting(message);
                break;
        }
    }

    private void OnAccounting(object message)
    {
        switch (message)
        {
            case ClientConnection.ConnectionClosed closed:
                if (_served.Remove(closed.Id, out var served))
                {
                    _figures.Connections.Unserve(served.Entry);
                    _figures.Close(closed.Record, Environment.TickCount64);
                    // Whose doing it was that a worker died which had several clients nobody knows, nor how many one on another node had.
                    var isToBlame = closed is { HasSent: true, Record.Ending: { Death: null or { Others: 0 }, Word: null or { Exit: null } } };
                    _gate?.Leave(served.Client, Now, isToBlame ? closed.Reason : null);
                }

                ConnectionEnded(closed.Id, closed.Reason);
                break;
            case ConnectionSupervisor.NotStarted not when _served.Remove(not.Id, out var client):
                RefuseServed(client);
                ConnectionEnded(not.Id, RefusalReason.Failed);
                break;
            case IsolationBackend.HandlerEnded ended:
                if (_slots.HandlerEnded(ended.Id) && _slots.IsConnected(ended.Id))
                    _connections.Tell(new ConnectionSupervisor.Forward(ended.Id, ClientConnection.HandlerEnded.Instance));
                ServeHeld();
                break;
            case IsolationBackend.Ready more:
                _slots.HandlerCapacity = more.Capacity;
                ServeHeld();
                break;
            case IsolationBackend.CannotStart cannot:
                Context.Parent.Tell(new CannotServe(cannot.Error));
                break;
            case CheckLine:
                CheckTheLine();
                break;
            default:
                OnArriving(message);
                break;
        }
    }

    private void OnRefusals(object message)
    {
        if (message is FlushRefusals)
            _refusals.Flush();
        else
            OnOperator(message);
    }

    private void ConnectionEnded(string id, string reason)
    {
        // By way of the connections' parent, so that it cannot overtake the order to serve. A backend whose handler has ended has
        // nothing left to end.
        if (_slots.ConnectionClosed(id))
            ParentOf(id).Tell(new ConnectionSupervisor.Over(id, _slots.IsHandled(id) ? _backend : ActorRefs.Nobody, reason));
        ServeHeld();
        if (_seekers is not null)
            PassageClosed(id);
        if (_reserved is not null)
            FrontsClientClosed(id);
    }
}
