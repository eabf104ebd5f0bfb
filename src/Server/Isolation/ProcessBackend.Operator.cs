using ActorServer.Monitoring;
using ActorServer.Server.Workers;
using Akka.Actor;

namespace ActorServer.Server.Isolation;

/// <content>What an operator sees of its workers, and wants of them.</content>
internal sealed partial class ProcessBackend
{
    private int _toldCapacity;

    protected override bool AroundReceive(Receive receive, object message)
    {
        var isHandled = base.AroundReceive(receive, message);
        LookAtOverdue();
        _table.Publish(_pool, _setup.Settings.ClientsAtOnce);
        if (_pool.Capacity != _toldCapacity && _starts.WasReady)
            TellCapacity();
        return isHandled;
    }

    private void OnOperator(object message)
    {
        switch (message)
        {
            case WorkerOrders.Kill kill:
                Sender.Tell(KillWorker(kill.Number));
                break;
            case WorkerOrders.Leave leave:
                Sender.Tell(LeaveWorker(leave.Number));
                break;
            case WorkerOrders.SetLimits limits:
                SetLimits(limits);
                break;
        }
    }

    private ControlOutcome KillWorker(long number)
    {
        if (!_slots.TryGetValue(number, out var slot))
            return Unknown(number);
        slot.EndTells = true;
        _pool.End(number);
        slot.Worker.Tell(Worker.KillNow.Instance);
        return new ControlOutcome.Done();
    }

    private ControlOutcome LeaveWorker(long number)
    {
        if (!_slots.ContainsKey(number))
            return Unknown(number);
        Retire(number, RetireReason.Asked);
        return new ControlOutcome.Done();
    }

    private void SetLimits(WorkerOrders.SetLimits limits)
    {
        _queueTimeout = limits.QueueTimeout;
        if (limits.Most is not { } most || most == _pool.Most)
            return;
        _pool.Most = most;
        ServeWaiting();
    }

    // At first when a worker is ready. It holds those whom it cannot place, which are not this actor's to hold.
    private void TellCapacity()
    {
        _toldCapacity = _pool.Capacity;
        Context.Parent.Tell(new Ready(_toldCapacity));
    }

    private ControlOutcome.Unknown Unknown(long number) => new($"no worker {number} of service {_service}");

    // One that dies with a client is told by the client's record; one that has done its part by nobody.
    private void NoteEnd(Worker.Gone gone, WorkerState? was)
    {
        var isDeath = was is WorkerState.Starting or WorkerState.Idle or WorkerState.Busy;
        if (isDeath)
            _table.Died();
        var tells = isDeath || (_slots.TryGetValue(gone.Number, out var slot) && slot.EndTells);
        if (tells && gone is { Serving.Count: 0, End: { } end })
            _table.Keep(end);
    }
}
