using ActorServer.Protocol.Messages;
using ActorServer.Server.Accepting;
using ActorServer.Server.Connections;
using Akka.Actor;

namespace ActorServer.Server.Admission;

/// <content>How it ends: in order, or because a part of it has ended.</content>
internal sealed partial class Service
{
    private static readonly TimeSpan HandlerPatience = TimeSpan.FromSeconds(6);

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
            case Listener.Accepted accepted when !_pastDeadline:
                // Accepted before the port was closed.
                Admit(accepted.Client);
                break;
            case Listener.Arrived late:
                Refuse(late.Client, RefusalReason.Draining);
                break;
            case DrainDeadline:
                _pastDeadline = true;
                CutOffAll();
                break;
            case HandlersOverdue:
                _handlersOverdue = true;
                break;
            case Listener.Unbound:
            case Terminated { ActorRef: var child } when child.Equals(_listener):
                PortClosed();
                break;
            case Terminated gone:
                Lose(gone.ActorRef);
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
        if (_backendLost)
        {
            Timers.Cancel(nameof(HandlersOverdue));
            Context.Parent.Tell(new Drained());
            Become(StoppingBackend);
            return;
        }

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

    private void StoppingBackend(object message)
    {
        switch (message)
        {
            case IsolationBackend.Stopped:
            case Terminated { ActorRef: var child } when child.Equals(_backend) && !_backendLost:
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
            ConnectionsLost();
        Context.Parent.Tell(new CannotServe($"its {child.Path.Name} ended unexpectedly; the log says why"));
    }

    // Nobody is left who could end the handlers, nor any that could be waited for.
    private void BackendLost()
    {
        _backendLost = true;
        RefuseHeld(RefusalReason.Failed);
        _connections.Tell(new ClientConnection.CutOffNow(EndReason.Killed));
        foreach (var id in _places.Ids)
            _places.HandlerEnded(id);
    }

    // Each that had become a connection has said by now that it is closed; the backend has never heard of the others.
    private void ConnectionsLost()
    {
        _connectionsLost = true;
        RefuseHeld(RefusalReason.Failed);
        foreach (var (id, client) in _served)
        {
            Refuse(client, RefusalReason.Failed);
            _places.ConnectionClosed(id);
            _places.HandlerEnded(id);
        }

        _served.Clear();
        foreach (var id in _places.Ids)
            _backend.Tell(new IsolationBackend.ConnectionOver(id));
    }

    private void RefuseHeld(string reason)
    {
        foreach (var client in _line.TakeOut(_ => true))
            Refuse(client, reason);
    }

    private void CutOffAll()
    {
        Context.Parent.Tell(new CutOff(_places.Connections + _line.Count));
        RefuseHeld(RefusalReason.Draining);
        _connections.Tell(new ClientConnection.CutOffNow(EndReason.DrainDeadline));
    }
}
