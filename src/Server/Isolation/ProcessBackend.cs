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
internal sealed class ProcessBackend : IsolationBackend, IWithTimers
{
    private const int StartsBeforeGivingUp = 3;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(32);
    private static readonly TimeSpan RefillPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortagePause = TimeSpan.FromMilliseconds(250);

    private readonly WorkerSetup _setup;
    private readonly IActorRef _launcher;
    private readonly WorkerPool _pool;
    private readonly Dictionary<long, Slot> _slots = [];
    private readonly Dictionary<string, IActorRef> _workerOf = [];
    private readonly LinkedList<Waiting> _waiting = new();
    private long _failures;
    private long _failedStarts;
    private long _failedStartsWhenReady;
    private string _lastError = "";
    private long _idleDeaths;
    private bool _isShort;
    private bool _startsPaused;
    private bool _refillsPaused;
    private bool _wasReady;
    private bool _stopping;

    public ProcessBackend(WorkerSetup setup)
    {
        _launcher = Context.Watch(Context.ActorOf(LauncherProps(setup), "launcher"));
        _setup = setup with { Launcher = _launcher };
        _pool = new WorkerPool(setup.Settings, AwakeTime.Instance);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        StartWorkers(StartsWanted());
        if (_setup.Settings.IdleWorkerTimeout > TimeSpan.Zero)
            Timers.StartPeriodicTimer(nameof(EndUnneeded), EndUnneeded.Instance, LookingAtTheIdle(_setup.Settings.IdleWorkerTimeout));
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        // A worker's actor is never restarted: it would start another process in the same slot.
        _setup.Log.LogError(failure, "worker: {Worker} failed", Sender.Path.Name);
        return Directive.Stop;
    });

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Serve serve:
                AwaitWorker(_waiting.AddLast(new Waiting(serve, _failedStarts)));
                break;
            case ConnectionOver over:
                Over(over);
                break;
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
                StartFailed(new Worker.StartFailed(lost.Key, "its actor failed; the log says why", TimedOut: false));
                Gone(new Worker.Gone(lost.Key, lost.Value.Client?.Id));
                break;
            case Terminated terminated when terminated.ActorRef.Equals(_launcher):
                _startsPaused = true;
                Context.Parent.Tell(new CannotStart("its launcher ended unexpectedly; the log says why"));
                break;
            case Worker.DiedIdle died:
                DiedIdle(died.Number);
                break;
            case EndUnneeded:
                foreach (var number in _pool.EndUnneeded())
                    EndWorker(number);
                break;
            case RefillAgain:
                _refillsPaused = false;
                ServeWaiting();
                break;
            case WaitedLong waited:
                WaitedTooLong(waited.Client);
                break;
            case StartAgain:
                _startsPaused = false;
                ServeWaiting();
                break;
            case Stop:
                _stopping = true;
                foreach (var number in _slots.Keys)
                    EndWorker(number);
                StoppedWhenEmpty();
                break;
        }
    }

    // A quarter late is soon enough; a tiny timeout is no reason to be looking all the time.
    private static TimeSpan LookingAtTheIdle(TimeSpan timeout) =>
        TimeSpan.FromMilliseconds(Math.Max(100, timeout.TotalMilliseconds / 4));

    private static Props LauncherProps(WorkerSetup setup) =>
        WorkerLauncher.Props().WithDispatcher(
            DedicatedThreads.Register(Context.System, $"actor-server.launch.{setup.Service}", stackSize: 0, keepAlive: TimeSpan.Zero, forAll: true));

    private void AwaitWorker(LinkedListNode<Waiting> client)
    {
        ServeWaiting();
        if (client.List is not null && _setup.QueueTimeout > TimeSpan.Zero)
            Timers.StartSingleTimer(client.Value.Id, new WaitedLong(client.Value), _setup.QueueTimeout);
    }

    // A start that is under way may take its time. But while starts fail, nobody waits longer than a client that is held.
    private void WaitedTooLong(Waiting client)
    {
        client.IsOverdue = true;
        if (_isShort || _failedStarts > _failedStartsWhenReady)
            RefuseThoseWhoWaitedLong(_pool.Count(WorkerState.Starting));
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

        if (!_stopping && !_startsPaused)
            StartWorkers(StartsWanted());
    }

    // Also without spare workers one is started until one was ready, so that a server which cannot start any says so.
    private int StartsWanted() => Math.Max(_wasReady || _slots.Count > 0 ? 0 : 1, _pool.StartsWanted(_waiting.Count, refill: !_refillsPaused));

    private void Gone(Worker.Gone gone)
    {
        _pool.Gone(gone.Number);
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

    private void StartWorkers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            // Nobody waits for it.
            var isSpare = _wasReady && _pool.Count(WorkerState.Starting) >= _waiting.Count;
            var number = _pool.Start();
            _slots.Add(number, new Slot(Context.Watch(Context.ActorOf(Worker.Props(number, _setup, isSpare), $"worker-{number}"))));
        }
    }

    private void BecameReady(long number)
    {
        _failures = 0;
        _failedStartsWhenReady = _failedStarts;
        _isShort = false;
        if (!_wasReady)
            Context.Parent.Tell(new Ready(_setup.Settings.MaxWorkers));
        _wasReady = true;
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

    private void Over(ConnectionOver over)
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

    /// <summary>Failing starts back off instead of becoming a fork storm, and nobody waits for them for ever.</summary>
    private void StartFailed(Worker.StartFailed failed)
    {
        if (failed.IsShortage && _wasReady && (failed.IsSpare || _slots.Count > 1))
        {
            IsShort(failed);
            return;
        }

        _failedStarts++;
        if (!_wasReady && (failed.TimedOut || _failedStarts >= StartsBeforeGivingUp))
        {
            _startsPaused = true;
            Context.Parent.Tell(new CannotStart($"no worker became ready: {failed.Error}"));
            return;
        }

        // While the server starts, the error that ends it says it all.
        _setup.Log.Log(
            _wasReady ? LogLevel.Error : LogLevel.Debug,
            "worker: worker={Worker} did not start ({Failures} in a row): {Error}", failed.Number, _failedStarts - _failedStartsWhenReady, failed.Error);
        _lastError = failed.Error;
        RefuseThoseWhoWaitedLong(OthersUnderWay());
        PauseStarts();
    }

    // The other workers have what it takes, and give it back when they end, or nobody waits for this one: no reason to give anybody up.
    private void IsShort(Worker.StartFailed failed)
    {
        if (!_isShort)
            _setup.Log.LogError("worker: worker={Worker} did not start: {Error}", failed.Number, failed.Error);
        _lastError = failed.Error;
        _isShort = true;
        RefuseThoseWhoWaitedLong(OthersUnderWay());
        PauseStarts(ShortagePause);
    }

    /// <summary>
    /// A worker that dies without a client is replaced a second later, in case it was no accident. That holds up nobody who
    /// waits: this worker had become ready, so the next one will too. But when a client has had three that died before it
    /// reached them, something kills them all, and every start waits a second.
    /// </summary>
    private void DiedIdle(long number)
    {
        _setup.Log.LogInformation("workers: service={Service} died-idle={Deaths}", _setup.Service, ++_idleDeaths);
        _pool.End(number);
        if (_slots[number].Client is { IsOver: false } client && ++client.Unreached >= StartsBeforeGivingUp)
            PauseStarts();

        // Those that die together are replaced together.
        if (_refillsPaused)
            return;
        _refillsPaused = true;
        Timers.StartSingleTimer(nameof(RefillAgain), RefillAgain.Instance, RefillPause);
    }

    private void PauseStarts()
    {
        // Those that were started together fail together, and lengthen the pause once.
        if (!_startsPaused)
            PauseStarts(TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, _failures++))));
    }

    private void PauseStarts(TimeSpan pause)
    {
        if (_startsPaused)
            return;
        _startsPaused = true;
        Timers.StartSingleTimer(nameof(StartAgain), StartAgain.Instance, pause);
    }

    // The one that has failed still counts.
    private int OthersUnderWay() => _pool.Count(WorkerState.Starting) - 1;

    // In a row: while some workers become ready, whoever waits moves up. And who is overdue still waits for a start that is under way.
    private void RefuseThoseWhoWaitedLong(int underWay)
    {
        for (var node = _waiting.First; node is not null;)
        {
            var next = node.Next;
            if ((node.Value.IsOverdue && underWay <= 0) || _failedStarts - Math.Max(node.Value.FailedStartsBefore, _failedStartsWhenReady) >= StartsBeforeGivingUp)
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
        if (!_stopping || _slots.Count > 0)
            return;
        Context.Parent.Tell(Stopped.Instance);
    }

    private sealed class Slot(IActorRef worker)
    {
        public IActorRef Worker { get; } = worker;

        public Waiting? Client { get; set; }
    }

    private sealed class Waiting(Serve serve, long failedStartsBefore)
    {
        public Serve Serve { get; } = serve;

        public string Id => Serve.Info.Id;

        public long FailedStartsBefore { get; } = failedStartsBefore;

        public bool IsOver { get; set; }

        /// <summary>It has waited as long as a client may that is held.</summary>
        public bool IsOverdue { get; set; }

        /// <summary>How many workers it had that died before it reached them.</summary>
        public long Unreached { get; set; }
    }

    private sealed record WaitedLong(Waiting Client);

    private sealed record EndUnneeded
    {
        public static readonly EndUnneeded Instance = new();
    }

    private sealed record RefillAgain
    {
        public static readonly RefillAgain Instance = new();
    }

    private sealed record StartAgain
    {
        public static readonly StartAgain Instance = new();
    }
}
