using ActorServer.Monitoring;
using ActorServer.Server.Workers;
using Akka.Actor;

namespace ActorServer.Server.Isolation;

/// <content>What an operator sees of its workers, and wants of them.</content>
internal sealed partial class ProcessBackend
{
    protected override bool AroundReceive(Receive receive, object message)
    {
        var isHandled = base.AroundReceive(receive, message);
        _table.Publish(_pool, _pool.Most);
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
        Leave(number);
        return new ControlOutcome.Done();
    }

    // The service knows of the first number from the first worker that was ready.
    private void SetLimits(WorkerOrders.SetLimits limits)
    {
        _queueTimeout = limits.QueueTimeout;
        if (limits.Most is not { } most || most == _pool.Most)
            return;
        _pool.Most = most;
        Context.Parent.Tell(new Ready(most));
        ServeWaiting();
    }

    private ControlOutcome.Unknown Unknown(long number) => new($"no worker {number} of service {_service}");

    // One that dies with a client is told by the client's record; one that has done its part by nobody.
    private void NoteEnd(Worker.Gone gone, WorkerState? was)
    {
        var isDeath = was is WorkerState.Starting or WorkerState.Idle or WorkerState.Busy;
        if (isDeath)
            _table.Died();
        var tells = isDeath || (_slots.TryGetValue(gone.Number, out var slot) && slot.EndTells);
        if (tells && gone is { Serving: null, End: { } end })
            _table.Keep(end);
    }
}
