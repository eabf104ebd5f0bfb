namespace ActorServer.Threads.Dispatching;

/// <summary>
/// What a thread of a <see cref="ThreadSupply"/> is given to do, one work after the other. Each finds the thread as a new one
/// would be, but for what nothing can take away: thread-static fields, locks that are still held, state of native libraries.
/// </summary>
internal sealed class KeptThread(string name, Action work)
{
    private readonly object _gate = new();
    private string _name = name;
    private Action? _work = work;

    /// <summary>Gives the waiting thread its next work, and its name meanwhile.</summary>
    public void Give(string name, Action work)
    {
        lock (_gate)
        {
            (_name, _work) = (name, work);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Does the work, on the thread itself.</summary>
    public void DoWork()
    {
        var untouched = ExecutionContext.Capture()!;
        var thread = Thread.CurrentThread;
        thread.Name = _name;
        var work = _work!;
        // What it holds goes with it while the thread waits.
        _work = null;
        work();
        // Culture and AsyncLocal values are part of the context.
        ExecutionContext.Restore(untouched);
        SynchronizationContext.SetSynchronizationContext(null);
        thread.Priority = ThreadPriority.Normal;
        thread.IsBackground = true;
    }

    /// <summary>Waits, on the thread itself; false if nothing came in that time.</summary>
    public bool HasMoreWithin(TimeSpan time)
    {
        lock (_gate)
            return _work is not null || UninterruptedWait.On(_gate, time) || _work is not null;
    }
}
