using ActorServer.Server.Connections;
using ActorServer.Server.Workers;
using Akka.Actor;

namespace ActorServer.Server.Isolation;

/// <content>Its clients: they wait for a worker, in their order, and are served by one, or by the next if that one did not reach them.</content>
internal sealed partial class ProcessBackend
{
    private void AwaitWorker(LinkedListNode<Waiting> client)
    {
        ServeWaiting();
        if (client.List is not null && _queueTimeout > TimeSpan.Zero)
            Timers.StartSingleTimer(client.Value.Id, new WaitedLong(client.Value), _queueTimeout);
    }

    private void WaitedTooLong(Waiting client)
    {
        client.Wait.IsOverdue = true;
        _isSomebodyOverdue = true;
    }

    // A start that is under way may take its time. While none can be started nobody waits longer than a client that is held. What has just
    // happened may have ended the last start, without a place for everybody; so this is asked after everything.
    private void LookAtOverdue()
    {
        if (!_isSomebodyOverdue || _stopping)
            return;
        ServeWaiting();
        if (_pool.Count(WorkerState.Starting) > 0)
            return;
        GiveUpThoseWhoWaitedLong(underWay: 0);
        _isSomebodyOverdue = false;
    }

    private void ServeWaiting()
    {
        while (!_stopping && _waiting.First is { } first && _pool.Assign() is { } number)
        {
            _waiting.RemoveFirst();
            Timers.Cancel(first.Value.Id);
            var slot = _slots[number];
            slot.Clients.Add(first.Value.Id, first.Value);
            _slotOf[first.Value.Id] = slot;
            slot.Worker.Tell(first.Value.Serve);
            if (_pool.Entry(number).Retired is not null)
                SayRetired(number);
        }

        if (!_stopping)
            StartWorkers();
    }

    private void Gone(Worker.Gone gone)
    {
        var was = _pool.Gone(gone.Number);
        NoteEnd(gone, was);
        if (_slots.Remove(gone.Number, out var slot))
            ServeAgain(slot, gone.Serving);
        ServeWaiting();
        StoppedWhenEmpty();
    }

    // Those whom it had and did not reach have noticed nothing, and get the next worker before all others.
    private void ServeAgain(Slot slot, IReadOnlyCollection<string> served)
    {
        foreach (var client in slot.Clients.Values.Reverse())
        {
            _slotOf.Remove(client.Id);
            if (client.IsOver || _stopping || served.Contains(client.Id))
            {
                Context.Parent.Tell(new HandlerEnded(client.Id));
                continue;
            }

            // One that died without having served anybody has said so before.
            if (served.Count > 0)
                NotReached(client);
            _waiting.AddFirst(client);
            client.Wait.IsOverdue = false;
            if (_queueTimeout > TimeSpan.Zero)
                Timers.StartSingleTimer(client.Id, new WaitedLong(client), _queueTimeout);
        }
    }

    private void NotReached(Waiting client)
    {
        if (_starts.NotReached(client.Wait) is not { } pause)
            return;
        _lastError = $"{StartPolicy.FailuresBeforeGivingUp} workers in a row ended before they took their client";
        PauseStarts(pause);
    }

    private void Over(ConnectionEnded over)
    {
        if (_slotOf.TryGetValue(over.Id, out var slot))
        {
            // Its worker may just be dying and never have seen it.
            slot.Clients[over.Id].IsOver = true;
            slot.Worker.Tell(over);
            return;
        }

        for (var node = _waiting.First; node is not null; node = node.Next)
        {
            if (node.Value.Id != over.Id)
                continue;
            _waiting.Remove(node);
            Timers.Cancel(over.Id);
            Context.Parent.Tell(new HandlerEnded(over.Id));
            return;
        }
    }

    private void GiveUpThoseWhoWaitedLong(int underWay)
    {
        for (var node = _waiting.First; node is not null;)
        {
            var next = node.Next;
            if (_starts.IsGivenUp(node.Value.Wait, underWay))
            {
                _waiting.Remove(node);
                Timers.Cancel(node.Value.Id);
                node.Value.Serve.Connection.Tell(new ClientConnection.WorkerUnavailable(WhyNone()));
                Context.Parent.Tell(new HandlerEnded(node.Value.Id));
            }

            node = next;
        }
    }

    private string WhyNone() =>
        _pool.IsHeldUp ? $"all {_pool.Most} workers (max-workers) are there, and those without a place finish the clients that they have"
        : _starts.IsPaused ? _lastError
        : $"all {_pool.Most} workers (max-workers) are there, and none has a place";

    private sealed class Slot(IActorRef worker, bool isSpare)
    {
        public IActorRef Worker { get; } = worker;

        /// <summary>Nobody waited for it when it was started.</summary>
        public bool IsSpare { get; } = isSpare;

        /// <summary>Those whom it was given, by id.</summary>
        public Dictionary<string, Waiting> Clients { get; } = [];

        /// <summary>How it ends is told, as no client's record does.</summary>
        public bool EndTells { get; set; }
    }

    private sealed class Waiting(Serve serve, ClientWait wait)
    {
        public Serve Serve { get; } = serve;

        public string Id => Serve.Info.Id;

        public ClientWait Wait { get; } = wait;

        public bool IsOver { get; set; }
    }
}
