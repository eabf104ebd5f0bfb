using ActorServer.Server.Workers;


namespace ActorServer.Server.Tests.Workers;

/// <summary>
/// A pool of workers written down as simply as can be: a list of workers, each with all that is known of it. What happens
/// is told to the pool and written here, and the two must agree.
/// </summary>
internal sealed class PoolModel(ProcessSettings settings)
{
    private readonly ManualTime _time = new();
    private readonly List<Known> _workers = [];
    private readonly HashSet<long> _everSeen = [];
    private TimeSpan _now;
    private WorkerPool? _pool;

    public WorkerPool Pool => _pool ??= new WorkerPool(settings, _time);

    /// <summary>Lets one of the things happen that can happen, to one of the workers that it can happen to.</summary>
    public void Step(PoolEvent what, int pick)
    {
        switch (what)
        {
            case PoolEvent.Start:
                StartWanted(pick % 8);
                break;
            case PoolEvent.Ready when Pick(pick, worker => worker.Was == WorkerState.Starting) is { } ready:
                ready.Was = WorkerState.Idle;
                BecomesIdle(ready, Pool.Ready(ready.Number));
                break;
            case PoolEvent.Assign:
                Assign();
                break;
            case PoolEvent.Over when Pick(pick, worker => worker.Was == WorkerState.Busy) is { } over:
                over.Was = WorkerState.Idle;
                BecomesIdle(over, Pool.Over(over.Number));
                break;
            case PoolEvent.End when Pick(pick, _ => true) is { } ended:
                Pool.End(ended.Number);
                ended.State = WorkerState.Dying;
                break;
            case PoolEvent.Gone when Pick(pick, _ => true) is { } gone:
                Goes(gone);
                break;
            case PoolEvent.DiedIdle when Pick(pick, worker => worker.State == WorkerState.Idle) is { } died:
                Goes(died);
                break;
            case PoolEvent.Leave when Pick(pick, _ => true) is { } leaving:
                leaving.Leaving = true;
                var atOnce = leaving.State == WorkerState.Idle;
                Assert.Equal(atOnce, Pool.Leave(leaving.Number));
                leaving.State = atOnce ? WorkerState.Dying : leaving.State;
                break;
            case PoolEvent.TimePasses:
                _time.Pass(TimeSpan.FromSeconds(pick));
                _now += TimeSpan.FromSeconds(pick);
                EndUnneeded();
                break;
        }
    }

    public void AgreesWithPool()
    {
        Assert.Equal(_workers.Count, Pool.Total);
        Assert.InRange(Pool.Total, 0, settings.MaxWorkers);
        Assert.InRange(Pool.Count(WorkerState.Starting), 0, settings.MaxConcurrentStarts);
        foreach (var state in Enum.GetValues<WorkerState>())
            Assert.Equal(_workers.Count(worker => worker.State == state), Pool.Count(state));
    }

    /// <summary>Once all processes have ended, everything is as at the beginning.</summary>
    public void AllGoAndNothingIsLeft()
    {
        foreach (var worker in _workers.ToList())
            Goes(worker);
        AgreesWithPool();
        Assert.Null(Pool.Assign());
        Assert.Equal(Math.Min(Math.Min(1 + settings.SpareWorkers, settings.MaxWorkers), settings.MaxConcurrentStarts), Pool.StartsWanted(1));
    }

    private Known? Pick(int pick, Func<Known, bool> where) =>
        _workers.Where(where).ToArray() is { Length: > 0 } candidates ? candidates[pick % candidates.Length] : null;

    private void StartWanted(int waiting)
    {
        for (var i = Pool.StartsWanted(waiting); i > 0; i--)
        {
            var number = Pool.Start();
            Assert.True(_everSeen.Add(number), $"number {number} was used before");
            _workers.Add(new Known(number));
        }
    }

    private void BecomesIdle(Known worker, bool goesOn)
    {
        var mayServe = worker.State != WorkerState.Dying && !worker.Leaving;
        if (settings.ClientsPerWorker > 0 && worker.Served >= settings.ClientsPerWorker)
            mayServe = false;
        // Within the jitter the pool may decide either way.
        var mayEndEarly = settings.ClientsPerWorker > 0 && worker.Served > 0
            && worker.Served >= settings.ClientsPerWorker - (settings.ClientsPerWorker * settings.ClientsPerWorkerJitter / 100);
        Assert.True(goesOn == mayServe || (mayServe && mayEndEarly), $"worker {worker.Number} goes on: {goesOn}, after {worker.Served}");
        worker.State = goesOn ? WorkerState.Idle : WorkerState.Dying;
        worker.IdleSince = _now;
        // The last in the list is the one that became idle last.
        _workers.Remove(worker);
        _workers.Add(worker);
    }

    private void Assign()
    {
        var idle = _workers.Where(worker => worker.State == WorkerState.Idle).ToList();
        var expected = settings.ClientsPerWorker == 1 ? idle.FirstOrDefault() : idle.LastOrDefault();
        Assert.Equal(expected?.Number, Pool.Assign());
        if (expected is null)
            return;
        expected.State = expected.Was = WorkerState.Busy;
        expected.Served++;
        Assert.True(settings.ClientsPerWorker == 0 || expected.Served <= settings.ClientsPerWorker);
    }

    private void EndUnneeded()
    {
        var longIdle = _workers.Where(worker => worker.State == WorkerState.Idle && _now - worker.IdleSince >= settings.IdleWorkerTimeout);
        var expected = settings.IdleWorkerTimeout == TimeSpan.Zero ? [] : longIdle.SkipLast(settings.SpareWorkers).ToList();
        Assert.Equal(expected.Select(worker => worker.Number), Pool.EndUnneeded());
        expected.ForEach(worker => worker.State = WorkerState.Dying);
    }

    private void Goes(Known worker)
    {
        Assert.Equal(worker.State, Pool.Gone(worker.Number));
        Assert.Null(Pool.Gone(worker.Number));
        _workers.Remove(worker);
    }

    private sealed class Known(long number)
    {
        public long Number { get; } = number;

        public WorkerState State { get; set; } = WorkerState.Starting;

        /// <summary>Where the process itself is, which may not know yet that it is to end.</summary>
        public WorkerState Was { get; set; } = WorkerState.Starting;

        public int Served { get; set; }

        public bool Leaving { get; set; }

        public TimeSpan IdleSince { get; set; }
    }
}
