using Akka.Dispatch;

namespace ActorServer.Server.Isolation;

/// <summary>
/// Runs what a dispatcher gives it on one thread, in order. The thread starts with the first work and ends when the
/// executor is shut down and its work is done.
/// </summary>
internal sealed class ThreadExecutor(string id, int stackSize) : ExecutorService(id)
{
    private readonly Queue<IRunnable> _work = new();
    private bool _started;
    private bool _shutDown;

    /// <inheritdoc/>
    public override void Execute(IRunnable run)
    {
        lock (_work)
        {
            if (_shutDown)
                throw new RejectedExecutionException($"The thread of {Id} has ended.");
            _work.Enqueue(run);
            if (_started)
            {
                Monitor.Pulse(_work);
                return;
            }

            _started = true;
        }

        new Thread(Run, stackSize) { Name = Id, IsBackground = true }.Start();
    }

    /// <inheritdoc/>
    public override void Shutdown()
    {
        lock (_work)
        {
            _shutDown = true;
            Monitor.Pulse(_work);
        }
    }

    private void Run()
    {
        while (Next() is { } run)
            run.Run();
    }

    private IRunnable? Next()
    {
        lock (_work)
        {
            IRunnable? run;
            while (!_work.TryDequeue(out run) && !_shutDown)
                Monitor.Wait(_work);
            return run;
        }
    }
}
