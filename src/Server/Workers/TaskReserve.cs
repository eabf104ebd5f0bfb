namespace ActorServer.Server.Workers;

/// <summary>
/// Tasks, that is threads and processes, that the server keeps for itself: .NET ends the process when it cannot start a thread of its own. What
/// is left is looked up at most every so often; what has been taken since, or just before and may not have started yet, is counted. Thread-safe.
/// </summary>
/// <param name="time">Tells how long ago it was looked up.</param>
/// <param name="left">Looks up how many tasks may still be started; null where that is not known and nothing is kept.</param>
internal sealed class TaskReserve(TimeProvider time, Func<long?> left)
{
    /// <summary>Those who are accepted need threads, or workers.</summary>
    public const int NotForClients = NotForWorkers + TasksOfWorker;

    /// <summary>What a worker has at most while it does nothing.</summary>
    public const int TasksOfWorker = 20;

    // The runtime's own pool, timers, collector and compiler.
    private const int NotForWorkers = 24;

    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private long? _lookedUpAt;
    private long? _left;
    private long _taken;

    /// <summary>That of this process.</summary>
    public static TaskReserve OfThisProcess { get; } = new(TimeProvider.System, () => TaskLimit.Nearest()?.Left);

    /// <summary>Counts a client's task; whether it is one of the last, so that nobody more should be accepted.</summary>
    public bool IsTouchedByClient() => Take(1) < NotForClients;

    /// <summary>Whether a client's task would be one of the last.</summary>
    public bool WouldBeTouchedByClient() => Take(0) <= NotForClients;

    /// <summary>Counts a worker's tasks, unless they are some of the last, so that no worker more should be started.</summary>
    public bool IsTouchedByWorker()
    {
        lock (_gate)
        {
            if (Left() is not { } left || left - TasksOfWorker >= NotForWorkers)
            {
                _taken += TasksOfWorker;
                return false;
            }

            return true;
        }
    }

    private long? Take(int count)
    {
        lock (_gate)
        {
            var left = Left() - count;
            _taken += count;
            return left;
        }
    }

    private long? Left()
    {
        var now = time.GetTimestamp();
        if (_lookedUpAt is not { } then || time.GetElapsedTime(then, now) > Fresh)
        {
            _left = left() - _taken;
            _taken = 0;
            _lookedUpAt = now;
        }

        return _left - _taken;
    }
}
