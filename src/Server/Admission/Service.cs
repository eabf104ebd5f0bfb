using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using ActorServer.Protocol.Handling;
using ActorServer.Protocol.Messages;
using ActorServer.Protocol.Sockets;
using ActorServer.Server.Accepting;
using ActorServer.Server.Configuration;
using ActorServer.Server.Connections;
using ActorServer.Server.Isolation;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Admission;

/// <summary>
/// One service: starts its backend and then its listener, admits each accepted client (serves, holds or refuses it) and
/// drains. Owns every accepted socket until a connection actor owns it. A client is counted exactly once: it is served and
/// has two records, or it is refused.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing; its task may still have the token.")]
internal sealed class Service : UntypedActor, IWithTimers
{
    private static readonly TimeSpan LineCheck = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan HandlerPatience = TimeSpan.FromSeconds(6);

    private readonly ServiceSettings _settings;
    private readonly ConnectionIds _ids;
    private readonly Props _backendProps;
    private readonly ILogger _log;
    private readonly WaitingLine _line;
    private readonly RefusalRate _refusals = new();
    private readonly Queue<AcceptedClient> _early = new();
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private readonly CancellationTokenSource _preparing = new();
    private Places _places = new(0, 0);
    private IActorRef _backend = ActorRefs.Nobody;
    private IActorRef _listener = ActorRefs.Nobody;
    private IActorRef _connections = ActorRefs.Nobody;
    private bool _handlersOverdue;
    private bool _pastDeadline;
    private bool _portClosed;

    public Service(ServiceSettings settings, ConnectionIds ids, Props backendProps, ILogger log)
    {
        _settings = settings;
        _ids = ids;
        _backendProps = backendProps;
        _log = log;
        _line = new WaitingLine(settings.Limits.MaxWaiting, settings.Limits.QueueTimeout);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private TimeSpan Now => Stopwatch.GetElapsedTime(_startedAt);

    public static Props Props(ServiceSettings settings, ConnectionIds ids, Props backendProps, ILogger log) =>
        Akka.Actor.Props.Create(() => new Service(settings, ids, backendProps, log));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _connections = Context.ActorOf(Connections.Connections.Props(), "connections");
        _backend = Context.ActorOf(_backendProps, "backend");
        Context.Watch(_backend);
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        _log.LogError(failure, "{Service}: {Child} failed", _settings.Name, Sender.Path.Name);
        return Directive.Stop;
    });

    /// <summary>Starting: the backend first, so that nothing is accepted that cannot be served; then the listener.</summary>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case IsolationBackend.Ready ready:
                _places = new Places(_settings.Limits.MaxConnections, ready.Capacity);
                PrepareHandler();
                break;
            case HandlerPrepared:
                Context.Parent.Tell(BackendReady.Instance);
                break;
            case HandlerUnprepared unprepared:
                Context.Parent.Tell(new CannotServe(unprepared.Error));
                break;
            case IsolationBackend.CannotStart cannot:
                Context.Parent.Tell(new CannotServe(cannot.Error));
                break;
            case Bind:
                _listener = Context.ActorOf(Listener.Props(_settings.Listen, _log), "listener");
                Context.Watch(_listener);
                break;
            case Listener.ListenerBound bound:
                Context.Parent.Tell(new Bound(_settings, bound.Addresses));
                break;
            case Listener.BindFailed failed:
                Context.Parent.Tell(new CannotServe(failed.Error));
                break;
            case Listener.Accepted accepted:
                // Another service of this server may still fail to bind; then none serves.
                _early.Enqueue(accepted.Client);
                break;
            case Open:
                Become(Serving);
                while (_early.TryDequeue(out var client))
                    Admit(client);
                break;
            case Drain:
                // Asked to stop while starting: nothing is served, so nothing has to be waited for.
                _ = _preparing.CancelAsync();
                while (_early.TryDequeue(out var unserved))
                    Refuse(unserved, RefusalReason.Draining);
                BeginDrain();
                break;
            case Terminated { ActorRef: var child } when child.Equals(_listener) || child.Equals(_backend):
                Context.Parent.Tell(new CannotServe($"its {child.Path.Name} ended; the log says why"));
                break;
        }
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _ = _preparing.CancelAsync();
        foreach (var client in _early.Concat(_line.TakeOut(_ => true)))
            client.Socket.Dispose();
    }

    // Workers prepare it themselves; everywhere else the handlers run in this process.
    private void PrepareHandler()
    {
        var preparation = _settings.Backend.Class == typeof(ProcessBackend)
            ? Task.CompletedTask
            : HandlerPreparation.RunAsync(_settings.Handler.TypeHere, HandlerSettings.Parse(_settings.Handler.Settings), _preparing.Token);
        preparation.PipeTo(Self, success: () => HandlerPrepared.Instance, failure: failure => new HandlerUnprepared(failure.Message));
    }

    private void Serving(object message)
    {
        switch (message)
        {
            case Listener.Accepted accepted:
                Admit(accepted.Client);
                break;
            case Drain:
                BeginDrain();
                break;
            case Terminated { ActorRef: var child } when child.Equals(_listener) || child.Equals(_backend):
                Context.Parent.Tell(new CannotServe($"its {child.Path.Name} ended unexpectedly; the log says why"));
                break;
            default:
                OnAccounting(message);
                break;
        }
    }

    private void BeginDrain()
    {
        Become(DrainingClients);
        if (_listener.IsNobody())
            PortClosed();
        else
            _listener.Tell(Listener.Unbind.Instance);
        _connections.Tell(Draining.Instance);
        StopBackendWhenEmpty();
    }

    // Said only now, so that whoever reads it can rely on nobody being accepted any more.
    private void PortClosed()
    {
        if (_portClosed)
            return;
        _portClosed = true;
        Context.Parent.Tell(new DrainBegun(_places.Connections + _line.Count));
    }

    /// <summary>Draining: no new clients; those that are served or held are served until the deadline.</summary>
    private void DrainingClients(object message)
    {
        switch (message)
        {
            case Listener.Accepted accepted when _pastDeadline:
                Refuse(accepted.Client, RefusalReason.Draining);
                break;
            case Listener.Accepted accepted:
                // Accepted before the port was closed.
                Admit(accepted.Client);
                break;
            case DrainDeadline:
                _pastDeadline = true;
                CutOffAll();
                break;
            case HandlersOverdue:
                _handlersOverdue = true;
                break;
            case Terminated { ActorRef: var child } when child.Equals(_backend):
                BackendLost();
                return;
            case Listener.Unbound:
            case Terminated { ActorRef: var child } when child.Equals(_listener):
                PortClosed();
                break;
            default:
                OnAccounting(message);
                break;
        }

        StopBackendWhenEmpty();
    }

    private void StopBackendWhenEmpty()
    {
        if (!_portClosed || _places.Connections > 0 || _line.Count > 0)
            return;
        // A handler that is still finishing after its client has gone gets a while; one that hangs gets no more.
        if (_places.Taken > 0 && !_handlersOverdue)
        {
            if (!Timers.IsTimerActive(nameof(HandlersOverdue)))
                Timers.StartSingleTimer(nameof(HandlersOverdue), HandlersOverdue.Instance, HandlerPatience);
            return;
        }

        Timers.Cancel(nameof(HandlersOverdue));
        _backend.Tell(IsolationBackend.Stop.Instance);
        Timers.Cancel(nameof(CheckLine));
        Become(StoppingBackend);
    }

    // Nobody is left who could end the handlers; the clients they had are cut off.
    private void BackendLost()
    {
        _log.LogError("{Service}: its backend ended while draining", _settings.Name);
        PortClosed();
        CutOffAll();
        Context.Parent.Tell(new Drained());
        Become(StoppingBackend);
    }

    private void StoppingBackend(object message)
    {
        switch (message)
        {
            case IsolationBackend.Stopped or Terminated:
                if (message is Terminated { ActorRef: var child } && !child.Equals(_backend))
                    break;
                Context.Parent.Tell(new Drained());
                break;
            case Listener.Accepted accepted:
                // Only a backend that was lost leaves before the port is closed.
                Refuse(accepted.Client, RefusalReason.Draining);
                break;
            case FlushRefusals:
                Log(_refusals.Flush());
                break;
        }
    }

    private void OnAccounting(object message)
    {
        switch (message)
        {
            case ClientConnection.ConnectionClosed closed:
                if (_places.ConnectionClosed(closed.Id))
                    _connections.Tell(new Connections.Connections.Over(closed.Id, _backend));
                ServeHeld();
                break;
            case IsolationBackend.HandlerEnded ended:
                if (_places.HandlerEnded(ended.Id) && _places.IsConnected(ended.Id))
                    _connections.Tell(new Connections.Connections.Forward(ended.Id, ClientConnection.HandlerGone.Instance));
                ServeHeld();
                break;
            case CheckLine:
                CheckTheLine();
                break;
            case FlushRefusals:
                Log(_refusals.Flush());
                break;
        }
    }

    private void Admit(AcceptedClient client)
    {
        if (_line.Count == 0 && _places.HasRoom)
            Serve(client);
        else if (_line.HasRoom)
            Hold(client);
        else
            Refuse(client, RefusalReason.Full);
    }

    private void Serve(AcceptedClient client)
    {
        // One that is gone already needs no handler, still less a process.
        if (client.IsGone())
        {
            Refuse(client, RefusalReason.PeerGone);
            return;
        }

        var info = new ConnectionInfo(_ids.Next(), _settings.Name, _settings.Backend.Name, client.Peer, client.Local);
        _places.Admit(info.Id);
        var connection = ClientConnection.Props(info, client.Socket, _settings.Limits, Self, _log);
        _connections.Tell(new Connections.Connections.Begin(info, connection, _backend));
    }

    private void Hold(AcceptedClient client)
    {
        _line.Hold(client, Now);
        if (_line.Count == 1)
            Timers.StartPeriodicTimer(nameof(CheckLine), CheckLine.Instance, LineCheck);
    }

    private void ServeHeld()
    {
        while (_places.HasRoom && _line.Next() is { } client)
            Serve(client);

        if (_line.Count == 0)
            Timers.Cancel(nameof(CheckLine));
    }

    private void CheckTheLine()
    {
        foreach (var client in _line.TakeOut(client => client.IsGone()))
            Refuse(client, RefusalReason.PeerGone);
        foreach (var client in _line.Overdue(Now))
            Refuse(client, RefusalReason.QueueTimeout);
        ServeHeld();
    }

    private void Refuse(AcceptedClient client, string reason)
    {
        SocketCutOff.CutOff(client.Socket);
        client.Socket.Dispose();
        var line = _refusals.Note(Now, PeerFormat.Format(client.Peer), reason);
        Log(line);
        if (line is null)
            Timers.StartSingleTimer(nameof(FlushRefusals), FlushRefusals.Instance, RefusalRate.Window);
    }

    private void Log(RefusalRate.Refusal? refusal)
    {
        if (refusal is not null)
            _log.Refused(_settings.Name, refusal.Peer, refusal.Reason, refusal.Suppressed > 0 ? $" suppressed={refusal.Suppressed}" : "");
    }

    private void CutOffAll()
    {
        Context.Parent.Tell(new CutOff(_places.Connections + _line.Count));
        foreach (var client in _line.TakeOut(_ => true))
            Refuse(client, RefusalReason.Draining);
        _connections.Tell(new ClientConnection.CutOffNow(EndReason.DrainDeadline));
    }

    /// <summary>To the root: the backend is ready; the listener may be bound.</summary>
    internal sealed record BackendReady
    {
        public static readonly BackendReady Instance = new();
    }

    /// <summary>To the root: all its addresses are bound; nothing is served until <see cref="Open"/>.</summary>
    internal sealed record Bound(ServiceSettings Settings, IReadOnlyList<EndPoint> Addresses);

    /// <summary>To the root: this service cannot serve, or not any more.</summary>
    internal sealed record CannotServe(string Error);

    /// <summary>From the root: all backends are ready; bind.</summary>
    internal sealed record Bind
    {
        public static readonly Bind Instance = new();
    }

    /// <summary>From the root: all services are bound; serve.</summary>
    internal sealed record Open
    {
        public static readonly Open Instance = new();
    }

    /// <summary>From the root: stop accepting and let the clients finish.</summary>
    internal sealed record Drain
    {
        public static readonly Drain Instance = new();
    }

    /// <summary>From the root: the drain has taken long enough; reset what is left.</summary>
    internal sealed record DrainDeadline
    {
        public static readonly DrainDeadline Instance = new();
    }

    /// <summary>To the root: so many clients were left at the drain deadline and are reset.</summary>
    internal sealed record CutOff(int Clients);

    /// <summary>To the root: no client and nothing of the backend is left.</summary>
    internal sealed record Drained;

    /// <summary>To the root: the port is closed; so many clients are served or held.</summary>
    internal sealed record DrainBegun(int Clients);

    private sealed record HandlerPrepared
    {
        public static readonly HandlerPrepared Instance = new();
    }

    private sealed record HandlerUnprepared(string Error);

    private sealed record CheckLine
    {
        public static readonly CheckLine Instance = new();
    }

    private sealed record HandlersOverdue
    {
        public static readonly HandlersOverdue Instance = new();
    }

    private sealed record FlushRefusals
    {
        public static readonly FlushRefusals Instance = new();
    }
}
