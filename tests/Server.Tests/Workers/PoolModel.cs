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

    private int AtOnce => settings.ClientsAtOnce;

    /// <summary>Lets one of the things happen that can happen, to one of the workers that it can happen to.</summary>
    public void Step(PoolEvent what, int pick)
    {
        switch (what)
        {
            case PoolEvent.Start:
                StartWanted(pick % 8);
                break;
            case PoolEvent.Ready when Pick(pick, worker => !worker.WasReady) is { } ready:
                ready.WasReady = true;
                BecomesIdle(ready, Pool.Ready(ready.Number));
                Replace();
                break;
            case PoolEvent.Assign:
                Assign();
                break;
            case PoolEvent.Over when Pick(pick, worker => worker.Clients > 0) is { } over:
                Over(over);
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
            case PoolEvent.Retire when Pick(pick, _ => true) is { } leaving:
                Retire(leaving);
                break;
            case PoolEvent.Grows when Pick(pick, _ => true) is { } grown:
                Pool.NoteMemory(grown.Number, pick);
                grown.IsDue |= settings.RecycleMemory > 0 && pick >= settings.RecycleMemory && grown.Served > 0;
                Replace();
                break;
            case PoolEvent.TimePasses:
                TimePasses(TimeSpan.FromSeconds(pick));
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
        Assert.All(_workers, worker => Assert.Equal((worker.Clients, worker.State), (Pool.Entry(worker.Number).Clients, Pool.Entry(worker.Number).State)));
        Assert.All(_workers, worker => Assert.InRange(worker.Clients, 0, AtOnce));
        var lost = _workers.Where(worker => worker is { IsReady: true, IsRetired: true }).Sum(worker => AtOnce - worker.Clients);
        var clients = _workers.Where(worker => worker.IsReady).Sum(worker => worker.Clients);
        Assert.InRange(Pool.Capacity, clients, (settings.MaxWorkers * AtOnce) - (AtOnce > 1 ? lost : 0));
        if (settings.ClientsPerWorker == 0)
            Assert.Equal((settings.MaxWorkers * AtOnce) - lost, Pool.Capacity);
    }

    /// <summary>Once all processes have ended, everything is as at the beginning.</summary>
    public void AllGoAndNothingIsLeft()
    {
        foreach (var worker in _workers.ToList())
            Goes(worker);
        AgreesWithPool();
        Assert.Null(Pool.Assign());
        Assert.Equal(settings.MaxWorkers * AtOnce, Pool.Capacity);
        var wanted = AtOnce == 1 ? 1 + settings.SpareWorkers : Math.Max(1, settings.SpareWorkers);
        Assert.Equal(Math.Min(Math.Min(wanted, settings.MaxWorkers), settings.MaxConcurrentStarts), Pool.StartsWanted(1));
    }

    private Known? Pick(int pick, Func<Known, bool> where) =>
        _workers.Where(where).ToArray() is { Length: > 0 } candidates ? candidates[pick % candidates.Length] : null;

    private void StartWanted(int waiting)
    {
        for (var i = Pool.StartsWanted(waiting); i > 0; i--)
        {
            var number = Pool.Start();
            Assert.True(_everSeen.Add(number), $"number {number} was used before");
            _workers.Add(new Known(number) { StartedAt = _now });
        }
    }

    private void BecomesIdle(Known worker, bool goesOn)
    {
        var mayServe = worker.State != WorkerState.Dying && !worker.IsRetired;
        if (settings.ClientsPerWorker > 0 && worker.Served >= settings.ClientsPerWorker)
            mayServe = false;
        Assert.True(goesOn == mayServe || (mayServe && MayEndEarly(worker)), $"worker {worker.Number} goes on: {goesOn}, after {worker.Served}");
        worker.State = goesOn ? WorkerState.Idle : WorkerState.Dying;
        worker.IdleSince = _now;
        // The last in the list is the one that became idle last.
        _workers.Remove(worker);
        _workers.Add(worker);
    }

    // Within the jitter the pool may decide either way.
    private bool MayEndEarly(Known worker) =>
        settings.ClientsPerWorker > 0 && worker.Served >= AtOnce
        && worker.Served >= settings.ClientsPerWorker - (settings.ClientsPerWorker * settings.ClientsPerWorkerJitter / 100);

    private void Assign()
    {
        var idle = _workers.Where(worker => worker.State == WorkerState.Idle).ToList();
        var fewest = _workers.Where(worker => worker.State == WorkerState.Busy && !worker.IsRetired && worker.Clients < AtOnce)
            .OrderBy(worker => worker.Clients).ThenBy(worker => worker.Number).FirstOrDefault();
        var expected = idle.Count == 0 ? fewest : settings.ClientsPerWorker == 1 ? idle[0] : idle[^1];
        Assert.Equal(expected?.Number, Pool.Assign());
        if (expected is null)
            return;
        expected.State = WorkerState.Busy;
        expected.Clients++;
        expected.Served++;
        Assert.True(settings.ClientsPerWorker == 0 || expected.Served <= settings.ClientsPerWorker);
        var retired = Pool.Entry(expected.Number).Retired;
        Assert.True(retired is null || MayEndEarly(expected), $"worker {expected.Number} retires: {retired}");
        Assert.True(retired is not null || AtOnce == 1 || settings.ClientsPerWorker == 0 || expected.Served < settings.ClientsPerWorker);
        expected.IsRetired |= retired is not null;
    }

    private void Over(Known worker)
    {
        worker.Clients--;
        var goesOn = Pool.Over(worker.Number);
        if (worker.Clients > 0)
            Assert.True(goesOn);
        else
            BecomesIdle(worker, goesOn);
    }

    private void Retire(Known worker)
    {
        var atOnce = worker.State == WorkerState.Idle;
        worker.IsRetired = true;
        Assert.Equal(atOnce, Pool.Retire(worker.Number, RetireReason.Asked));
        worker.State = atOnce ? WorkerState.Dying : worker.State;
    }

    // Which of them is the pool's to say; that it was due, and that nobody needed it, is looked at here.
    private void Replace()
    {
        var before = _workers.Where(worker => Pool.Entry(worker.Number).Retired is null).ToList();
        var ended = Pool.RetireDue();
        var retired = before.Where(worker => Pool.Entry(worker.Number).Retired is not null).ToList();
        Assert.InRange(retired.Count, 0, 1);
        foreach (var worker in retired)
        {
            Assert.True(worker.IsDue && worker.IsReady, $"worker {worker.Number} is retired without being due");
            Assert.Equal((worker.Number, worker.Clients == 0), ended);
            worker.IsRetired = true;
            worker.State = worker.Clients == 0 ? WorkerState.Dying : worker.State;
            var places = _workers.Where(other => other is { IsReady: true, IsRetired: false, IsDue: false }).Sum(FreePlaces);
            var kept = worker.Clients > 0 ? Math.Max(1, settings.SpareWorkers) : settings.SpareWorkers;
            Assert.True(places > (kept - 1) * AtOnce || Pool.Total == settings.MaxWorkers, "it was not replaced, and could be");
        }

        if (retired.Count > 0)
            return;
        Assert.Null(ended);
        // Not one that may have served enough: whether it has, the pool alone knows.
        if (_workers.Any(worker => worker is { IsReady: true, IsRetired: false, IsDue: true } && !MayEndEarly(worker)) && Pool.Total < settings.MaxWorkers)
            Assert.True(Pool.Count(WorkerState.Starting) > 0 || Pool.StartsWanted(0) > 0, "nothing is started in place of one that is due");
    }

    private int FreePlaces(Known worker) =>
        Math.Min(AtOnce - worker.Clients, settings.ClientsPerWorker == 0 ? AtOnce : settings.ClientsPerWorker - worker.Served);

    private void TimePasses(TimeSpan time)
    {
        _time.Pass(time);
        _now += time;
        EndUnneeded();
        Pool.NoteAges();
        foreach (var worker in _workers.Where(worker => settings.MaxWorkerAge > TimeSpan.Zero && worker.IsReady && _now - worker.StartedAt >= settings.MaxWorkerAge))
            worker.IsDue = true;
        Replace();
    }

    private void EndUnneeded()
    {
        var longIdle = _workers.Where(worker => worker.State == WorkerState.Idle && _now - worker.IdleSince >= settings.IdleWorkerTimeout).ToList();
        var ended = Pool.EndUnneeded();
        Assert.Equal(longIdle.Take(ended.Count).Select(worker => worker.Number), ended);
        if (settings.IdleWorkerTimeout == TimeSpan.Zero)
            Assert.Empty(ended);
        else if (AtOnce == 1)
            Assert.Equal(Math.Max(0, longIdle.Count - settings.SpareWorkers), ended.Count);
        foreach (var worker in longIdle.Take(ended.Count))
            worker.State = WorkerState.Dying;
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

        /// <summary>The process has said so; it may not know yet that it is to end.</summary>
        public bool WasReady { get; set; }

        public bool IsReady => State is WorkerState.Idle or WorkerState.Busy;

        public int Clients { get; set; }

        public int Served { get; set; }

        public bool IsRetired { get; set; }

        public bool IsDue { get; set; }

        public TimeSpan StartedAt { get; init; }

        public TimeSpan IdleSince { get; set; }
    }
}
