using ActorServer.Protocol.Messages;
using ActorServer.Server.Accepting;
using ActorServer.Server.Arrival;
using ActorServer.Server.Connections;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Admission;

/// <content>How it ends: in order, or because a part of it has ended.</content>
internal sealed partial class Service
{
    private static readonly TimeSpan HandlerPatience = TimeSpan.FromSeconds(6);

    private bool _isDrained;
    private bool _drainsAlone;
    private TimeSpan _drainTimeout;

    private void BeginDrain()
    {
        _figures.State = ServiceState.Draining;
        GoOnAfterPause();
        var drain = new DrainProgress();
        if (_listener.IsNobody())
            drain = ClosePort(drain);
        else
            _listener.Tell(Listener.Unbind.Instance);
        TellConnections(Draining.Instance);
        GoOn(drain);
    }

    // Said only now, so that whoever reads it can rely on nobody being accepted any more.
    private DrainProgress ClosePort(DrainProgress drain)
    {
        if (drain.PortClosed)
            return drain;
        Context.Parent.Tell(new DrainBegun(ClientsThere));
        if (_drainsAlone)
            _log.LogInformation("draining: service={Service} connections={Connections} timeout={Timeout:0.###}s", _settings.Name, ClientsThere, _drainTimeout.TotalSeconds);
        return drain with { PortClosed = true };
    }

    /// <summary>No new clients; those that are served or held are served until the deadline.</summary>
    private UntypedReceive DrainingClients(DrainProgress drain) => message =>
    {
        var next = drain;
        switch (message)
        {
            case Listener.Accepted accepted when !drain.PastDeadline:
                // Accepted before the port was closed.
                Arrive(accepted.Client);
                break;
            case Listener.Arrived late:
                Refuse(late.Client, RefusalReason.Draining);
                break;
            case ArrivingClient.Named named when drain.PastDeadline:
                _arriving--;
                Refuse(named.Client, RefusalReason.Draining);
                break;
            case Drain:
                DrainWithServer(drain);
                break;
            case DrainDeadline:
                CutOffAll();
                next = drain with { PastDeadline = true };
                break;
            case HandlersOverdue:
                next = drain with { HandlersOverdue = true };
                break;
            case Listener.Unbound:
            case Terminated { ActorRef: var child } when child.Equals(_listener):
                next = ClosePort(drain);
                break;
            case Terminated gone:
                Lose(gone.ActorRef);
                break;
            default:
                OnAccounting(message);
                break;
        }

        GoOn(next);
    };

    // The server drains a service that drains already, waits for it, and says what comes of it.
    private void DrainWithServer(DrainProgress drain)
    {
        _drainsAlone = false;
        if (drain.PortClosed)
            Context.Parent.Tell(new DrainBegun(ClientsThere));
    }

    private void GoOn(DrainProgress drain)
    {
        switch (drain.NextFor(ClientsThere, _backendLost ? 0 : _slots.Taken))
        {
            case DrainProgress.Next.StopBackend:
                StopBackend();
                return;
            case DrainProgress.Next.AwaitHandlers when !Timers.IsTimerActive(nameof(HandlersOverdue)):
                Timers.StartSingleTimer(nameof(HandlersOverdue), HandlersOverdue.Instance, HandlerPatience);
                break;
        }

        Become(DrainingClients(drain));
    }

    private void StopBackend()
    {
        Timers.Cancel(nameof(HandlersOverdue));
        Timers.Cancel(nameof(CheckLine));
        _isDrained = _backendLost;
        if (_backendLost)
            Context.Parent.Tell(new Drained());
        else
            _backend.Tell(IsolationBackend.Stop.Instance);
        Become(StoppingBackend);
    }

    private void StoppingBackend(object message)
    {
        switch (message)
        {
            case IsolationBackend.Stopped:
            case Terminated { ActorRef: var child } when child.Equals(_backend) && !_backendLost:
                _isDrained = true;
                if (_drainsAlone)
                    _log.LogInformation("drained: service={Service}", _settings.Name);
                Context.Parent.Tell(new Drained());
                break;
            case Drain:
                Context.Parent.Tell(new DrainBegun(0));
                if (_isDrained)
                    Context.Parent.Tell(new Drained());
                break;
            case Listener.Arrived late:
                Refuse(late.Client, RefusalReason.Draining);
                break;
            default:
                OnRefusals(message);
                break;
        }
    }

    /// <summary>
    /// A child has ended that never does by itself. Without it nobody can be served any more: who is, is cut off; the root has
    /// this service drain, which must come to its end all the same.
    /// </summary>
    private void Lose(IActorRef child)
    {
        if (child.Equals(_listener))
            _listener = ActorRefs.Nobody;
        else if (child.Equals(_backend))
            BackendLost();
        else
            ConnectionsLost(isElsewhere: child.Equals(_elsewhere));
        Context.Parent.Tell(new CannotServe($"its {child.Path.Name} ended unexpectedly; the log says why"));
    }

    // Nobody is left who could end the handlers, nor any that could be waited for.
    private void BackendLost()
    {
        _backendLost = true;
        RefuseArriving(RefusalReason.Failed);
        RefuseHeld(RefusalReason.Failed);
        TellConnections(new ClientConnection.CutOffNow(EndReason.Killed));
        foreach (var id in _slots.Ids)
            _slots.HandlerEnded(id);
    }

    // Each that had become a connection has said by now that it is closed; the backend has never heard of the others. Those of the
    // other parent, where there are two, end as connections do.
    private void ConnectionsLost(bool isElsewhere)
    {
        _connectionsLost = true;
        RefuseArriving(RefusalReason.Failed);
        RefuseHeld(RefusalReason.Failed);
        foreach (var (id, served) in _served.Where(one => IsElsewhere(one.Key) == isElsewhere).ToArray())
        {
            RefuseServed(served);
            _served.Remove(id);
            _slots.ConnectionClosed(id);
            _slots.HandlerEnded(id);
        }

        if (isElsewhere)
            _connections.Tell(new ClientConnection.CutOffNow(EndReason.Killed));
        else
            EndAllHandlers();
    }

    private void EndAllHandlers()
    {
        _elsewhere.Tell(new ClientConnection.CutOffNow(EndReason.Killed));
        foreach (var id in _slots.Ids)
            _backend.Tell(new IsolationBackend.ConnectionEnded(id) { Reason = RefusalReason.Failed });
    }

    private void TellConnections(object message)
    {
        _connections.Tell(message);
        _elsewhere.Tell(message);
    }

    private void RefuseHeld(string reason)
    {
        foreach (var client in TakeSeekers().Concat(_line.TakeOut(_ => true)))
            Refuse(client, reason);
    }

    private void CutOffAll()
    {
        if (_drainsAlone && ClientsThere > 0)
            _log.LogWarning("drain deadline: service={Service} reset={Clients}", _settings.Name, ClientsThere);
        Context.Parent.Tell(new CutOff(ClientsThere));
        RefuseArriving(RefusalReason.Draining);
        RefuseHeld(RefusalReason.Draining);
        FreeReserved();
        TellConnections(new ClientConnection.CutOffNow(EndReason.DrainDeadline));
    }
}
