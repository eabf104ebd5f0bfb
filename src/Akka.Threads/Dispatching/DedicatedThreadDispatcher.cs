using Akka.Actor;
using Akka.Dispatch;

namespace ActorServer.Threads.Dispatching;

/// <summary>
/// Runs its actors' mailboxes on one thread, in order. It takes the thread with the first work and gives it back when its
/// actor has stopped, or, shared, when it has had no actor for a while. Where the system lets no thread start, the first
/// caller is told so, and it is tried again each second.
/// </summary>
internal sealed class DedicatedThreadDispatcher : MessageDispatcher
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    // An actor's own thread is given back by Detach; a shared one waits a while for the next actor.
    private static readonly TimeSpan OwnThreadLingers = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan SharedThreadLingers = TimeSpan.FromSeconds(30);

    private readonly Queue<IRunnable> _work = new();
    private readonly ThreadSupply _threads;
    private readonly bool _isShared;
    private readonly Action _runAll;
    private string? _threadName;
    private bool _hasThread;
    private bool _isOver;

    public DedicatedThreadDispatcher(MessageDispatcherConfigurator configurator, string id, int throughput, ThreadSupply threads, bool isShared)
        : base(configurator)
    {
        _threads = threads;
        _isShared = isShared;
        _runAll = RunAll;
        Id = id;
        _threadName = isShared ? id : null;
        Throughput = throughput;
        ShutdownTimeout = isShared ? SharedThreadLingers : OwnThreadLingers;
    }

    public override void Attach(ActorCell cell)
    {
        lock (_work)
        {
            _threadName ??= cell.Self.Path.Name;
            _isOver = false;
        }

        base.Attach(cell);
    }

    public override void Detach(ActorCell cell)
    {
        base.Detach(cell);
        if (!_isShared)
            Shutdown();
    }

    protected override void ExecuteTask(IRunnable run)
    {
        lock (_work)
        {
            _work.Enqueue(run);
            if (_hasThread)
            {
                Monitor.Pulse(_work);
                return;
            }

            _hasThread = true;
        }

        TakeThread();
    }

    protected override void Shutdown()
    {
        lock (_work)
        {
            _isOver = true;
            Monitor.Pulse(_work);
        }
    }

    // The work stays: whoever gave it will not give it again.
    private void TakeThread()
    {
        try
        {
            _threads.Run(_threadName ?? Id, _runAll);
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            Configurator.Prerequisites.Scheduler.Advanced.ScheduleOnce(Pause, TakeThreadLater);
            throw new InvalidOperationException("no thread could be started; the limit of threads (ulimit -u, TasksMax, pids.max) or of descriptors (ulimit -n) is reached", failure);
        }
    }

    private void TakeThreadLater()
    {
        try
        {
            TakeThread();
        }
        catch (InvalidOperationException)
        {
            // Tried again after another pause.
        }
    }

    private void RunAll()
    {
        while (Next() is { } run)
            run.Run();
    }

    private IRunnable? Next()
    {
        lock (_work)
        {
            IRunnable? run;
            while (!_work.TryDequeue(out run) && !_isOver)
                _ = UninterruptedWait.On(_work, Timeout.InfiniteTimeSpan);
            // What comes after the end, which nothing of Akka's does, takes a thread again.
            _hasThread = run is not null;
            return run;
        }
    }
}
