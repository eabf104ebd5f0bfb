namespace ActorServer.Server.Workers;

/// <summary>
/// Who holds a slot in a service's pool of workers, and how many more should be started. Pure accounting: it launches
/// nothing. A worker holds its slot from the decision to start it until its process is really gone, so that
/// starting + idle + busy + dying never exceeds the cap.
/// </summary>
/// <param name="maxWorkers">The cap.</param>
/// <param name="spareWorkers">How many idle workers to keep at hand.</param>
/// <param name="maxConcurrentStarts">How many may be starting at once.</param>
internal sealed class WorkerPool(int maxWorkers, int spareWorkers, int maxConcurrentStarts)
{
    private readonly Dictionary<int, WorkerState> _workers = [];
    private readonly Queue<int> _idle = new();
    private readonly int[] _counts = new int[Enum.GetValues<WorkerState>().Length];
    private int _lastNumber;

    /// <summary>Slots taken.</summary>
    public int Total => _workers.Count;

    /// <summary>How many workers are in this state.</summary>
    public int Count(WorkerState state) => _counts[(int)state];

    /// <summary>How many to start now, when so many clients wait for a worker.</summary>
    public int StartsWanted(int waiting)
    {
        var wanted = waiting + spareWorkers - Count(WorkerState.Starting) - Count(WorkerState.Idle);
        var free = Math.Min(maxWorkers - Total, maxConcurrentStarts - Count(WorkerState.Starting));
        return Math.Max(0, Math.Min(wanted, free));
    }

    /// <summary>Takes a slot for a worker that is about to be started. Returns its number; numbers are never used again.</summary>
    public int Start()
    {
        if (Total >= maxWorkers)
            throw new InvalidOperationException($"All {maxWorkers} workers are taken.");
        _workers.Add(++_lastNumber, WorkerState.Starting);
        _counts[(int)WorkerState.Starting]++;
        return _lastNumber;
    }

    /// <summary>The worker has said that it is ready, or has finished a client and may serve another.</summary>
    public void Idle(int worker)
    {
        Move(worker, WorkerState.Idle, WorkerState.Starting, WorkerState.Busy);
        _idle.Enqueue(worker);
    }

    /// <summary>Takes the idle worker that has waited longest for a client; null when there is none.</summary>
    public int? Assign()
    {
        while (_idle.TryDequeue(out var worker))
        {
            if (_workers.GetValueOrDefault(worker) != WorkerState.Idle)
                continue;
            Move(worker, WorkerState.Busy, WorkerState.Idle);
            return worker;
        }

        return null;
    }

    /// <summary>The worker is to end. Idempotent.</summary>
    public void End(int worker)
    {
        if (_workers.TryGetValue(worker, out var state) && state != WorkerState.Dying)
            Move(worker, WorkerState.Dying, state);
    }

    /// <summary>The worker's process is gone; its slot is free. Returns the state it was in, or null when it was gone before.</summary>
    public WorkerState? Gone(int worker)
    {
        if (!_workers.Remove(worker, out var state))
            return null;
        _counts[(int)state]--;
        return state;
    }

    private void Move(int worker, WorkerState to, params ReadOnlySpan<WorkerState> from)
    {
        if (!_workers.TryGetValue(worker, out var state) || !from.Contains(state))
            throw new InvalidOperationException($"Worker {worker} cannot become {to}: it is {(_workers.ContainsKey(worker) ? state.ToString() : "gone")}.");
        _workers[worker] = to;
        _counts[(int)state]--;
        _counts[(int)to]++;
    }
}
