using ActorServer.Monitoring;
using ActorServer.Server.Workers;
using Akka.Actor;

namespace ActorServer.Server.Isolation;

/// <content>What an operator sees of its workers, and wants of them.</content>
internal sealed partial class ProcessBackend
{
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
            case WorkerOrders.SetMost most:
                Sender.Tell(SetMost(most.Count));
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

    private ControlOutcome.Done SetMost(int count)
    {
        _pool.Most = count;
        // Before the first is ready the service does not know yet how many there may be.
        if (_starts.WasReady)
            Context.Parent.Tell(new Ready(count));
        ServeWaiting();
        return new ControlOutcome.Done();
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
