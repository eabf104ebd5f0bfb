using ActorServer.Monitoring;
using ActorServer.Server.Figures;

namespace ActorServer.Server.Workers;

/// <summary>The workers of one service, as an operator sees them. The backend writes; any thread may look, and waits for nobody.</summary>
/// <param name="meter">Records their starts and ends; null for nobody.</param>
internal sealed class WorkerTable(ServiceMeter? meter = null)
{
    private readonly Places<WorkerEntry> _workers = new();
    private readonly Ring<Ended> _ends = new(Ended.MostKept);
    private volatile WorkerCounts _counts = new(0, 0, 0, 0, 0, 0, 0);
    private long _started;
    private long _died;

    /// <summary>How many there are of each kind. Always of one moment.</summary>
    public WorkerCounts Counts => _counts;

    /// <summary>Each at its place for life.</summary>
    public IReadOnlyList<WorkerEntry?> Places => _workers.Look();

    /// <summary>The last that ended without a client whose record says so.</summary>
    public IReadOnlyList<Ended> Ends => _ends.All();

    /// <summary>One more is started.</summary>
    public WorkerEntry Add(long number)
    {
        var entry = new WorkerEntry(number);
        _workers.Take(entry, static (one, place) => one.Place = place);
        _started++;
        return entry;
    }

    /// <summary>Its process is gone.</summary>
    public void Remove(WorkerEntry entry) => _workers.Leave(entry.Place);

    /// <summary>One has ended, or is about to, without having been told to.</summary>
    public void Died() => _died++;

    /// <summary>The counts are these now.</summary>
    public void Publish(WorkerPool pool, int clientsAtOnce)
    {
        var counts = new WorkerCounts(
            pool.Count(WorkerState.Starting), pool.Count(WorkerState.Idle), pool.Count(WorkerState.Busy), pool.Count(WorkerState.Dying), pool.Most, _started, _died,
            clientsAtOnce);
        if (counts != _counts)
            _counts = counts;
    }

    /// <summary>A worker took so long to be ready.</summary>
    public void Ready(TimeSpan time) => meter?.WorkerStarted(time.TotalSeconds);

    /// <summary>A worker's process has ended so.</summary>
    public void Exited(string exit) => meter?.WorkerExited(exit);

    /// <summary>Keeps the end of a worker of which no client's record tells.</summary>
    public void Keep(Ended end) => _ends.Add(end);
}
