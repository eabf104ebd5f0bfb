using ActorServer.Server.Connections;
using ActorServer.Server.Workers;
using ActorServer.Threads.Dispatching;
using ActorServer.Threads.Scheduling;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Isolation;

/// <summary>
/// <c>isolation = process</c>: each handler runs in an operating-system process, by default a fresh one for each client.
/// Keeps the pool of workers filled within its cap, gives each client a worker that has none, and answers for each client
/// exactly once, also when its worker never comes or dies. Whatever a handler does to its process, this actor and the other
/// clients go on.
/// </summary>
internal sealed partial class ProcessBackend : IsolationBackend, IWithTimers
{
    private static readonly TimeSpan RefillPause = TimeSpan.FromSeconds(1);

    private readonly string _service;
    private readonly WorkerSetup _setup;
    private readonly IActorRef _launcher;
    private readonly WorkerPool _pool;
    private readonly WorkerTable _table;
    private readonly StartPolicy _starts = new();
    private readonly Dictionary<long, Slot> _slots = [];
    private readonly Dictionary<string, IActorRef> _workerOf = [];
    private readonly LinkedList<Waiting> _waiting = new();
    private TimeSpan _queueTimeout;
    private string _lastError = "";
    private long _idleDeaths;
    private bool _stopping;

    public ProcessBackend(BackendContext context, WorkerSetup setup)
    {
        _service = context.Service;
        _launcher = Context.Watch(setup.Launcher.IsNobody() ? Context.ActorOf(LauncherProps(_service), "launcher") : setup.Launcher);
        _table = setup.Table ?? new WorkerTable();
        _setup = setup with { Launcher = _launcher, Table = _table };
        _queueTimeout = setup.QueueTimeout;
        _pool = new WorkerPool(setup.Settings, AwakeTime.Instance, _table);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        StartWorkers();
        if (_setup.Settings.IdleWorkerTimeout > TimeSpan.Zero)
            Timers.StartPeriodicTimer(nameof(EndUnneeded), EndUnneeded.Instance, LookingAtTheIdle(_setup.Settings.IdleWorkerTimeout));
        _table.Publish(_pool, _pool.Most);
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        // A worker's actor is never restarted: it would start another process in the same slot.
        _setup.Log.LogError(failure, "worker: {Worker} failed", Sender.Path.Name);
        return Directive.Stop;
    });

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Serve serve:
                AwaitWorker(_waiting.AddLast(new Waiting(serve, _starts.Await())));
                break;
            case ConnectionEnded over:
                Over(over);
                break;
            case EndUnneeded:
                foreach (var number in _pool.EndUnneeded())
                    EndWorker(number);
                break;
            case RefillAgain:
                _starts.Refill();
                ServeWaiting();
                break;
            case WaitedLong waited:
                WaitedTooLong(waited.Client);
                break;
            case StartAgain:
                _starts.GoOn();
                ServeWaiting();
                break;
            case Stop:
                _stopping = true;
                foreach (var number in _slots.Keys)
                    EndWorker(number);
                StoppedWhenEmpty();
                break;
            default:
                OnWorker(message);
                break;
        }
    }

    private void OnWorker(object message)
    {
        switch (message)
        {
            case Worker.Ready ready:
                BecameReady(ready.Number);
                break;
            case Worker.Leaving leaving:
                Leave(leaving.Number);
                break;
            case Worker.StartFailed failed:
                StartFailed(failed);
                break;
            case Worker.HandlerOver over:
                HandlerOver(over);
                break;
            case Worker.Gone gone:
                Gone(gone);
                break;
            case Terminated terminated when _slots.FirstOrDefault(slot => slot.Value.Worker.Equals(terminated.ActorRef)) is { Value: not null } lost:
                // Only a fault of ours ends a worker's actor before its last word.
                StartFailed(new Worker.StartFailed(lost.Key, "its actor failed; the log says why", StartFailure.Fault));
                Gone(new Worker.Gone(lost.Key, lost.Value.Client?.Id));
                break;
            case Terminated terminated when terminated.ActorRef.Equals(_launcher):
                _starts.PauseForGood();
                Context.Parent.Tell(new CannotStart("its launcher ended unexpectedly; the log says why"));
                break;
            case Worker.DiedIdle died:
                DiedIdle(died.Number);
                break;
            default:
                OnOperator(message);
                break;
        }
    }

    // A quarter late is soon enough; a tiny timeout is no reason to be looking all the time.
    private static TimeSpan LookingAtTheIdle(TimeSpan timeout) =>
        TimeSpan.FromMilliseconds(Math.Max(100, timeout.TotalMilliseconds / 4));

    private static Props LauncherProps(string service) =>
        WorkerLauncher.Props().WithDispatcher(
            DedicatedThreads.Register(Context.System, $"actor-server.launch.{service}", stackSize: 0, keepAlive: TimeSpan.Zero, forAll: true));

    private void AwaitWorker(LinkedListNode<Waiting> client)
    {
        ServeWaiting();
        if (client.List is not null && _queueTimeout > TimeSpan.Zero)
            Timers.StartSingleTimer(client.Value.Id, new WaitedLong(client.Value), _queueTimeout);
    }

    // A start that is under way may take its time. But while starts fail, nobody waits longer than a client that is held.
    private void WaitedTooLong(Waiting client)
    {
        client.Wait.IsOverdue = true;
        GiveUpThoseWhoWaitedLong(_pool.Count(WorkerState.Starting));
    }

    private void ServeWaiting()
    {
        while (!_stopping && _waiting.First is { } first && _pool.Assign() is { } number)
        {
            _waiting.RemoveFirst();
            Timers.Cancel(first.Value.Id);
            var slot = _slots[number];
            slot.Client = first.Value;
            _workerOf[first.Value.Id] = slot.Worker;
            slot.Worker.Tell(first.Value.Serve);
        }

        if (!_stopping)
            StartWorkers();
    }

    private void Gone(Worker.Gone gone)
    {
        var was = _pool.Gone(gone.Number);
        NoteEnd(gone, was);
        LinkedListNode<Waiting>? again = null;
        if (_slots.Remove(gone.Number, out var slot) && slot.Client is { } client)
        {
            _workerOf.Remove(client.Id);
            if (gone.Serving == client.Id || client.IsOver || _stopping)
                Context.Parent.Tell(new HandlerEnded(client.Id));
            else
                // It died before the client reached it; the client has noticed nothing and gets the next worker.
                again = _waiting.AddFirst(client);
        }

        if (again is null)
            ServeWaiting();
        else
            AwaitWorker(again);
        StoppedWhenEmpty();
    }

    private void StartWorkers()
    {
        for (var count = _starts.Wanted(_pool, _waiting.Count); count > 0; count--)
        {
            var isSpare = _starts.IsSpare(_pool, _waiting.Count);
            var number = _pool.Start();
            var worker = Worker.Props(number, _setup, isSpare, _pool.Entry(number));
            _slots.Add(number, new Slot(Context.Watch(Context.ActorOf(worker, $"worker-{number}")), isSpare));
        }
    }

    private void BecameReady(long number)
    {
        if (_starts.BecameReady())
            Context.Parent.Tell(new Ready(_pool.Most));
        if (!_pool.Ready(number))
            EndWorker(number);
        ServeWaiting();
    }

    private void HandlerOver(Worker.HandlerOver over)
    {
        _workerOf.Remove(over.Id);
        Context.Parent.Tell(new HandlerEnded(over.Id));
        _slots[over.Number].Client = null;
        if (!_pool.Over(over.Number))
            EndWorker(over.Number);
        else
            ServeWaiting();
    }

    private void Leave(long number)
    {
        if (_pool.Leave(number))
            EndWorker(number);
    }

    private void EndWorker(long number)
    {
        _pool.End(number);
        _slots[number].Worker.Tell(Worker.End.Instance);
    }

    private void Over(ConnectionEnded over)
    {
        if (_workerOf.TryGetValue(over.Id, out var worker))
        {
            // Its worker may just be dying and never have seen it.
            foreach (var slot in _slots.Values.Where(slot => slot.Client?.Id == over.Id))
                slot.Client!.IsOver = true;
            worker.Tell(over);
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

    private void StartFailed(Worker.StartFailed failed)
    {
        var meaning = _starts.Failed(failed.Why, _slots[failed.Number].IsSpare, others: _slots.Count - 1);
        switch (meaning)
        {
            case FailedStart.NoneCanStart:
                Context.Parent.Tell(new CannotStart($"no worker became ready: {failed.Error}"));
                return;
            case FailedStart.OneOfSeveral:
                // While the server starts, the error that ends it says it all.
                _setup.Log.Log(
                    _starts.WasReady ? LogLevel.Error : LogLevel.Debug,
                    "worker: worker={Worker} did not start ({Failures} in a row): {Error}", failed.Number, _starts.FailedInARow, failed.Error);
                break;
            case FailedStart.NewShortage:
                _setup.Log.LogError("worker: worker={Worker} did not start: {Error}", failed.Number, failed.Error);
                break;
        }

        _lastError = failed.Error;
        // The one that has failed still counts.
        GiveUpThoseWhoWaitedLong(_pool.Count(WorkerState.Starting) - 1);
        PauseStarts(_starts.Pause(meaning));
    }

    private void DiedIdle(long number)
    {
        _setup.Log.LogInformation("workers: service={Service} died-idle={Deaths}", _service, ++_idleDeaths);
        _table.Died();
        _slots[number].EndTells = true;
        _pool.End(number);
        if (_slots[number].Client is { IsOver: false } client)
            PauseStarts(_starts.NotReached(client.Wait));
        if (_starts.PauseRefill())
            Timers.StartSingleTimer(nameof(RefillAgain), RefillAgain.Instance, RefillPause);
    }

    private void PauseStarts(TimeSpan? pause)
    {
        if (pause is { } time)
            Timers.StartSingleTimer(nameof(StartAgain), StartAgain.Instance, time);
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
                node.Value.Serve.Connection.Tell(new ClientConnection.WorkerUnavailable(_lastError));
                Context.Parent.Tell(new HandlerEnded(node.Value.Id));
            }

            node = next;
        }
    }

    private void StoppedWhenEmpty()
    {
        if (_stopping && _slots.Count == 0)
            Context.Parent.Tell(Stopped.Instance);
    }

    private sealed class Slot(IActorRef worker, bool isSpare)
    {
        public IActorRef Worker { get; } = worker;

        /// <summary>Nobody waited for it when it was started.</summary>
        public bool IsSpare { get; } = isSpare;

        public Waiting? Client { get; set; }

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
