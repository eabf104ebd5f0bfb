using ActorServer.Monitoring;
using ActorServer.Protocol.Messages;
using ActorServer.Server.Accepting;
using ActorServer.Server.Configuration;
using ActorServer.Server.Connections;
using ActorServer.Server.Workers;
using Akka.Actor;

namespace ActorServer.Server.Admission;

/// <content>What an operator wants of it. Heard in every state.</content>
internal sealed partial class Service
{
    private static readonly ControlOutcome Done = new ControlOutcome.Done();

    private void OnOperator(object message)
    {
        switch (message)
        {
            case ServiceOrders.Look:
                Sender.Tell(Look());
                break;
            case ServiceOrders.Pause:
                Sender.Tell(Pause());
                break;
            case ServiceOrders.Resume:
                Sender.Tell(Resume());
                break;
            case ServiceOrders.SetLimits set:
                Sender.Tell(SetLimits(set.Limits));
                break;
            case ServiceOrders.Close close:
                Sender.Tell(CloseClient(close.Id));
                break;
            case ServiceOrders.DrainAlone:
                Sender.Tell(new ControlOutcome.Refused($"service {_settings.Name} {WhyNotNow()}"));
                break;
            case WorkerOrders.Kill or WorkerOrders.Leave when _figures.Workers is null:
                Sender.Tell(new ControlOutcome.Unknown($"no worker of service {_settings.Name}, whose isolation is {_settings.Backend.Name}"));
                break;
            case WorkerOrders.Kill or WorkerOrders.Leave:
                _backend.Forward(message);
                break;
            default:
                if (_node is not null)
                    OnNode(message);
                break;
        }
    }

    private string WhyNotNow() => _figures.State == ServiceState.Draining ? "is draining, and serves again when the server is started anew" : "is still starting";

    private ControlOutcome Pause()
    {
        if (_isPaused)
            return new ControlOutcome.Done("it was paused already");
        if (_figures.State != ServiceState.Serving)
            return new ControlOutcome.Refused($"service {_settings.Name} {WhyNotNow()}");
        _isPaused = true;
        _figures.State = ServiceState.Paused;
        _line.StandStill(Now);
        _listener.Tell(Listener.Pause.Instance);
        return Done;
    }

    private ControlOutcome Resume()
    {
        if (!_isPaused)
            return _figures.State == ServiceState.Serving
                ? new ControlOutcome.Done("it was not paused")
                : new ControlOutcome.Refused($"service {_settings.Name} {WhyNotNow()}");
        _figures.State = ServiceState.Serving;
        GoOnAfterPause();
        _listener.Tell(Listener.Resume.Instance);
        return Done;
    }

    private void GoOnAfterPause()
    {
        if (!_isPaused)
            return;
        _isPaused = false;
        _line.GoOn(Now);
        ServeHeld();
    }

    // The root hears of it as of any drain, and takes no notice while the server goes on.
    private void DrainAlone(TimeSpan timeout)
    {
        Sender.Tell(Done);
        _drainsAlone = true;
        _drainTimeout = timeout;
        BeginDrain();
        if (timeout > TimeSpan.Zero)
            Timers.StartSingleTimer(nameof(DrainDeadline), DrainDeadline.Instance, timeout);
        else
            Self.Tell(DrainDeadline.Instance);
    }

    private ControlOutcome SetLimits(IReadOnlyDictionary<string, string> wanted)
    {
        if (_figures.State == ServiceState.Starting)
            return new ControlOutcome.Refused($"service {_settings.Name} {WhyNotNow()}");
        try
        {
            var (limits, workers) = LimitChange.Read(_settings.Name, _limits, _figures.Workers is not null, wanted);
            var raises = limits.MaxConnections > _limits.MaxConnections || limits.MaxWaiting > _limits.MaxWaiting || workers > _figures.MaxWorkers;
            if (raises && _figures.Obstacle(limits, workers ?? _figures.MaxWorkers) is { } obstacle)
                return new ControlOutcome.Refused(obstacle);
            _figures.Limits = _limits = limits;
            _figures.MaxWorkers = workers ?? _figures.MaxWorkers;
            if (_figures.Workers is not null)
                _backend.Tell(new WorkerOrders.SetLimits(workers, limits.QueueTimeout));
        }
        catch (ConfigurationError wrong)
        {
            return new ControlOutcome.Wrong(wrong.Message);
        }

        _line.MaxWaiting = _limits.MaxWaiting;
        _line.QueueTimeout = _limits.QueueTimeout;
        _slots.MaxConnections = _limits.MaxConnections;
        ServeHeld();
        return new ControlOutcome.Done("holds until the next start; timeouts for those who connect from now on");
    }

    private ControlOutcome CloseClient(string id)
    {
        if (_served.ContainsKey(id))
        {
            ParentOf(id).Tell(new ConnectionSupervisor.Forward(id, new ClientConnection.CutOffNow(EndReason.OperatorClosed)));
            return Done;
        }

        var held = _line.TakeOut(client => _held.GetValueOrDefault(client.Socket)?.Id == id);
        foreach (var client in held)
            Refuse(client, EndReason.OperatorClosed);
        return held.Count > 0 ? Done : CloseArriving(id);
    }

    private ControlOutcome CloseArriving(string id)
    {
        if (!_held.Any(one => one.Value.Id == id))
            return new ControlOutcome.Unknown($"no connection {id}");
        foreach (var client in TakeArriving(client => _held.GetValueOrDefault(client.Socket)?.Id == id))
        {
            _arriving--;
            Refuse(client, EndReason.OperatorClosed);
            return Done;
        }

        return new ControlOutcome.Refused($"connection {id} is about to be served or refused; ask again");
    }
}
