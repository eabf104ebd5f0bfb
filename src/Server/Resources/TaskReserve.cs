

namespace ActorServer.Server.Resources;

/// <summary>
/// Tasks, that is threads and processes, that the server keeps for itself: .NET ends the process when it cannot start a thread of its own. What
/// is left is looked up at most every so often; what has been taken since, or just before and may not have started yet, is counted. Thread-safe.
/// </summary>
/// <param name="time">Tells how long ago it was looked up.</param>
/// <param name="left">Looks up how many tasks may still be started; null where that is not known and nothing is kept.</param>
internal sealed class TaskReserve(TimeProvider time, Func<long?> left)
{
    /// <summary>What a worker has at most while it does nothing.</summary>
    public const int TasksOfWorker = 20;

    // The runtime's own pool, timers, collector and compiler.
    private const int NotForWorkers = 24;

    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private long? _lookedUpAt;
    private long? _left;
    private long _taken;
    private TimeSpan _freshFor = Fresh;
    private volatile int _tasksOfClient = TasksOfWorker;

    /// <summary>What is kept from clients: whoever has been accepted needs a thread, or a worker, or nothing.</summary>
    public int NotForClients => NotForWorkers + _tasksOfClient;

    /// <summary>That of this process.</summary>
    public static TaskReserve OfThisProcess { get; } = new(TimeProvider.System, () => TaskLimit.Nearest()?.Left);

    /// <summary>From now on a client that has been accepted may take so many tasks; before, as many as a worker.</summary>
    public void ExpectClientsOf(int tasks) => _tasksOfClient = tasks;

    /// <summary>Counts a client's task; whether it is one of the last, so that nobody more should be accepted.</summary>
    public bool IsTouchedByClient() => Take(1) < NotForClients;

    /// <summary>Whether a client's task would be one of the last.</summary>
    public bool WouldBeTouchedByClient() => Take(0) <= NotForClients;

    /// <summary>Counts a worker's tasks, unless they are some of the last, so that no worker more should be started.</summary>
    /// <param name="isSpare">One for which nobody waits leaves what keeps clients coming.</param>
    public bool IsTouchedByWorker(bool isSpare = false)
    {
        lock (_gate)
        {
            if (Left() is not { } left || left - TasksOfWorker >= (isSpare ? NotForClients + 1 : NotForWorkers))
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
        if (_lookedUpAt is not { } then || time.GetElapsedTime(then, now) > _freshFor)
        {
            _left = left() - _taken;
            _taken = 0;
            _lookedUpAt = now;
            // Where the user's tasks have to be counted one by one, looking must not become the server's main work.
            var looking = time.GetElapsedTime(now) * 10;
            _freshFor = looking > Fresh ? looking : Fresh;
        }

        return _left - _taken;
    }
}
