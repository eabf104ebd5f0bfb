using Akka.Dispatch;

namespace ActorServer.Server.Isolation;

/// <summary>
/// Runs what a dispatcher gives it on one thread, in order. The thread starts with the first work and ends when the
/// executor is shut down and its work is done. Where the system lets no thread start, the first caller is told so, and it is
/// tried again each second.
/// </summary>
internal sealed class ThreadExecutor(string id, int stackSize) : ExecutorService(id)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

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

        StartThread();
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

    // The work stays: whoever gave it will not give it again.
    private void StartThread()
    {
        try
        {
            new Thread(Run, stackSize) { Name = Id, IsBackground = true }.Start();
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            _ = StartThreadLater();
            throw new InvalidOperationException("no thread could be started; the limit of threads (ulimit -u, TasksMax, pids.max) is reached", failure);
        }
    }

    private async Task StartThreadLater()
    {
        await Task.Delay(Pause).ConfigureAwait(false);
        try
        {
            StartThread();
        }
        catch (InvalidOperationException)
        {
            // Tried again after another pause.
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
