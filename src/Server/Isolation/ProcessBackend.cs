using ActorServer.Server.Workers;
using ActorServer.Threads.Dispatching;
using ActorServer.Threads.Scheduling;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Isolation;

/// <summary>
/// <c>isolation = process</c>: each handler runs in an operating-system process, by default a fresh one for each client.
/// Keeps the pool of workers filled within its cap, gives each client a worker that has a place, and answers for each client
/// exactly once, also when its worker never comes or dies. Whatever a handler does to its process, this actor and the clients of other
/// workers go on.
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
    private readonly Dictionary<string, Slot> _slotOf = [];
    private readonly LinkedList<Waiting> _waiting = new();
    private TimeSpan _queueTimeout;
    private string _lastError = "";
    private long _idleDeaths;
    private bool _isSomebodyOverdue;
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
        BeginUpkeep();
        _table.Publish(_pool, _setup.Settings.ClientsAtOnce);
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        // A worker's actor is never restarted: it would start another process in the same slot.
        _setup.Log.LogError(failure, "worker: {Worker} failed", Sender.Path.Name);
        // Said now, and not when it has stopped: that waits for its child in the process.
        Self.Tell(new ActorFailed(Sender));
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
            case LookForDue:
                ReplaceDue();
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
                Retire(leaving.Number, RetireReason.Asked);
                break;
            case Worker.Retired retired when _slots.ContainsKey(retired.Number):
                Retire(retired.Number, retired.Reason);
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
            case ActorFailed failed when _slots.FirstOrDefault(slot => slot.Value.Worker.Equals(failed.Worker)) is { Value: not null } lost:
                LoseActor(lost.Key, lost.Value);
                break;
            case ProcessEnded ended:
                EndedWithoutActor(ended);
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

    private static Props LauncherProps(string service) =>
        WorkerLauncher.Props().WithDispatcher(
            DedicatedThreads.Register(Context.System, $"actor-server.launch.{service}", stackSize: 0, keepAlive: TimeSpan.Zero, forAll: true));

    private void StartWorkers()
    {
        for (var count = _starts.Wanted(_pool, _waiting.Count); count > 0; count--)
        {
            var isSpare = _starts.IsSpare(_pool, _waiting.Count);
            var number = _pool.Start();
            var worker = Worker.Props(number, _setup, isSpare, _pool.Entry(number));
            _slots.Add(number, new Slot(Context.ActorOf(worker, $"worker-{number}"), isSpare));
        }
    }

    private void BecameReady(long number)
    {
        if (_starts.BecameReady())
            TellCapacity();
        if (!_pool.Ready(number))
            EndWorker(number);
        ReplaceOne();
        ServeWaiting();
    }

    private void HandlerOver(Worker.HandlerOver over)
    {
        _slotOf.Remove(over.Id);
        Context.Parent.Tell(new HandlerEnded(over.Id));
        _slots[over.Number].Clients.Remove(over.Id);
        if (!_pool.Over(over.Number))
            EndWorker(over.Number);
        else
            ServeWaiting();
    }

    private void Retire(long number, string reason)
    {
        if (_pool.Retire(number, reason))
            EndWorker(number);
        else if (reason != RetireReason.Killed && _setup.Settings.ClientsAtOnce > 1)
            SayRetired(number);
    }

    // Handlers that go on for as long as their clients wish may know of a better moment.
    private void SayRetired(long number) => _slots[number].Worker.Tell(Worker.Finish.Instance);

    private void EndWorker(long number)
    {
        _pool.End(number);
        _slots[number].Worker.Tell(Worker.End.Instance);
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
        PauseStarts(_starts.Pause(meaning));
        // The one that has failed still counts.
        GiveUpThoseWhoWaitedLong(_pool.Count(WorkerState.Starting) - 1);
    }

    private void DiedIdle(long number)
    {
        _setup.Log.LogInformation("workers: service={Service} died-idle={Deaths}", _service, ++_idleDeaths);
        _table.Died();
        _slots[number].EndTells = true;
        _pool.End(number);
        foreach (var client in _slots[number].Clients.Values.Where(client => !client.IsOver))
            NotReached(client);
        if (_starts.PauseRefill())
            Timers.StartSingleTimer(nameof(RefillAgain), RefillAgain.Instance, RefillPause);
    }

    private void PauseStarts(TimeSpan? pause)
    {
        if (pause is { } time)
            Timers.StartSingleTimer(nameof(StartAgain), StartAgain.Instance, time);
    }

    private void StoppedWhenEmpty()
    {
        if (_stopping && _slots.Count == 0)
            Context.Parent.Tell(Stopped.Instance);
    }
}
