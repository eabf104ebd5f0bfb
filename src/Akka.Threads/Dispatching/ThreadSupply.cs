namespace ActorServer.Threads.Dispatching;

/// <summary>
/// Threads for work that may block, each of one stack size. A thread that has done its work waits a while for the next before
/// it ends: to start one costs some fifty microseconds of two threads' time. Thread-safe.
/// </summary>
internal sealed class ThreadSupply
{
    private readonly LinkedList<KeptThread> _waiting = new();
    private readonly TimeSpan _keepAlive;
    private readonly Action<ThreadStart> _start;

    /// <summary>A supply of threads that the system lets start.</summary>
    /// <param name="stackSize">The stack of each thread in bytes; 0 for the system's default.</param>
    /// <param name="keepAlive">How long a thread waits.</param>
    public ThreadSupply(int stackSize, TimeSpan keepAlive)
        // Without the context of whoever happens to need the first thread.
        : this(keepAlive, run => new Thread(run, stackSize) { IsBackground = true }.UnsafeStart())
    {
    }

    /// <summary>A supply of threads that are started in this way.</summary>
    internal ThreadSupply(TimeSpan keepAlive, Action<ThreadStart> start)
    {
        _keepAlive = keepAlive;
        _start = start;
    }

    /// <summary>Runs the work on a thread of that name: the one that began to wait last, or a new one.</summary>
    /// <exception cref="OutOfMemoryException">The system lets no thread start.</exception>
    /// <exception cref="ThreadStartException">The system lets no thread start.</exception>
    public void Run(string name, Action work)
    {
        KeptThread? waiting;
        lock (_waiting)
        {
            waiting = _waiting.Last?.Value;
            if (waiting is not null)
                _waiting.RemoveLast();
        }

        if (waiting is not null)
            waiting.Give(name, work);
        else
            Start(new KeptThread(name, work));
    }

    private void Start(KeptThread thread) => _start(() => Live(thread));

    private void Live(KeptThread thread)
    {
        do
        {
            thread.DoWork();
        }
        while (_keepAlive > TimeSpan.Zero && WaitsForMore(thread));
    }

    private bool WaitsForMore(KeptThread thread)
    {
        LinkedListNode<KeptThread> place;
        lock (_waiting)
            place = _waiting.AddLast(thread);
        if (thread.HasMoreWithin(_keepAlive))
            return true;
        lock (_waiting)
        {
            if (place.List is not null)
            {
                _waiting.Remove(place);
                return false;
            }
        }

        // It has been taken and is being given its work.
        while (!thread.HasMoreWithin(Timeout.InfiniteTimeSpan))
        {
        }

        return true;
    }
}
