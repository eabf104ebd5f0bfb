namespace ActorServer.Server.Workers;

/// <summary>
/// Who holds a slot in a service's pool of workers, how many clients each serves, which of them gets the next one, which have served enough,
/// and how many more should be started. Pure accounting: it launches nothing. A worker holds its slot from the decision to start it until its
/// process is really gone, so that starting + idle + busy + dying never exceeds the cap. No worker has more clients than it may have at once,
/// and one that is retired gets no new ones. News of a worker may be late: what it says after it was told to end changes nothing.
/// </summary>
/// <param name="settings">Caps and how long workers are kept.</param>
/// <param name="time">What workers age by.</param>
/// <param name="table">Shows each of them to operators; null where there are none.</param>
internal sealed partial class WorkerPool(ProcessSettings settings, TimeProvider time, WorkerTable? table = null)
{
    private readonly WorkerTable _table = table ?? new WorkerTable();
    private readonly Recycling _recycling = new(settings.ClientsPerWorker, settings.ClientsPerWorkerJitter, Random.Shared, settings.ClientsAtOnce);
    private readonly Dictionary<long, PoolMember> _members = [];

    // In the order in which they became idle: the first has been so for longest.
    private readonly LinkedList<PoolMember> _idle = new();

    // Those that serve and can be given more clients, the fewest first.
    private readonly SortedSet<PoolMember> _open = new(Comparer<PoolMember>.Create(
        static (one, other) => one.Clients != other.Clients ? one.Clients.CompareTo(other.Clients) : one.Number.CompareTo(other.Number)));

    private readonly int[] _counts = new int[Enum.GetValues<WorkerState>().Length];
    private long _lastNumber;
    private long _lostPlaces;

    // Of those that are not due to be replaced, and of those that are.
    private long _freePlaces;
    private long _freePlacesDue;
    private int _dueWithClients;

    /// <summary>The most at once, in whatever state. Lowering it ends nobody.</summary>
    public int Most { get; set; } = settings.MaxWorkers;

    /// <summary>Slots taken.</summary>
    public int Total => _members.Count;

    /// <summary>The most clients at once, without the places of workers that finish their clients and get no new ones.</summary>
    public int Capacity => (int)Math.Clamp(settings.PlacesOf(Most) - _lostPlaces, 0, int.MaxValue);

    /// <summary>Whether no worker can be started because others finish their clients.</summary>
    public bool IsHeldUp => Total >= Most && _lostPlaces > 0;

    private long FreePlaces => _freePlaces + _freePlacesDue;

    private long SparePlaces => settings.PlacesOf(settings.SpareWorkers);

    // For one that serves, and is due to be replaced, another one is started also where nothing is kept ready.
    private long WantedPlaces => _dueWithClients > 0 ? Math.Max(SparePlaces, settings.ClientsAtOnce) : SparePlaces;

    /// <summary>How many workers are in this state.</summary>
    public int Count(WorkerState state) => _counts[(int)state];

    /// <summary>How many clients a worker has now; 0 for one that is gone.</summary>
    public int ClientsOf(long worker) => _members.GetValueOrDefault(worker)?.Clients ?? 0;

    /// <summary>How many to start now, when so many clients wait for a worker: for them, to refill with spare ones, and to replace those that are due.</summary>
    public int StartsWanted(int waiting, bool refill = true)
    {
        long atOnce = settings.ClientsAtOnce;
        var starting = Count(WorkerState.Starting) * atOnce;
        // Nobody is to wait, and spare ones are started when a whole one is missing.
        var forWaiting = waiting - FreePlaces - starting + atOnce - 1;
        var forSpare = refill ? waiting + WantedPlaces - _freePlaces - starting : 0;
        var wanted = Math.Max(forWaiting, forSpare) / atOnce;
        var free = Math.Min(Most - Total, settings.MaxConcurrentStarts - Count(WorkerState.Starting));
        return (int)Math.Max(0, Math.Min(wanted, free));
    }

    /// <summary>What operators see of a worker.</summary>
    public WorkerEntry Entry(long worker) => Find(worker).Entry;

    /// <summary>Takes a slot for a worker that is about to be started. Returns its number; numbers are never used again.</summary>
    public long Start()
    {
        if (Total >= Most)
            throw new InvalidOperationException($"All {Most} workers are taken.");
        var number = ++_lastNumber;
        var member = new PoolMember(_table.Add(number), _recycling.ClientsOfNext(), settings.ClientsAtOnce, time.GetTimestamp());
        _members.Add(number, member);
        _counts[(int)member.State]++;
        return number;
    }

    /// <summary>The worker has said that it is ready. Returns false when it is to end instead.</summary>
    public bool Ready(long worker)
    {
        var member = Find(worker);
        if (member.State == WorkerState.Dying)
            return false;
        Expect(member, WorkerState.Starting);
        return BecomeIdle(member);
    }

    /// <summary>Takes a place of the worker with the fewest clients; null when none has a place.</summary>
    public long? Assign()
    {
        if (Next() is not { } member)
            return null;
        Leave(member);
        member.BeginClient();
        Enter(member, WorkerState.Busy);
        return member.Number;
    }

    /// <summary>The worker has finished a client. Returns false when it is to end: it has none left, and has served enough or is leaving.</summary>
    public bool Over(long worker)
    {
        var member = Find(worker);
        if (member.State == WorkerState.Dying && member.Clients == 0)
            return false;
        if (member.Clients == 0)
            throw new InvalidOperationException($"Worker {worker} has no client.");
        Leave(member);
        member.EndClient();
        Enter(member, member.State);
        return member.Clients > 0 || (member.State != WorkerState.Dying && BecomeIdle(member));
    }

    /// <summary>The worker is to serve nobody after its clients. Returns true when it has none and is to end now.</summary>
    public bool Retire(long worker, string reason)
    {
        var member = Find(worker);
        Leave(member);
        member.Retire(reason);
        var isUnused = member.State == WorkerState.Idle;
        Enter(member, isUnused ? WorkerState.Dying : member.State);
        return isUnused;
    }

    /// <summary>The worker is to end, whatever it is doing. Idempotent.</summary>
    public void End(long worker)
    {
        if (_members.TryGetValue(worker, out var member))
            Move(member, WorkerState.Dying);
    }

    /// <summary>
    /// The workers that are to end because nobody has needed them: of those that have been idle for the whole of
    /// <c>idle-worker-timeout</c> all but as many as are to be spare, those that have been idle for longest.
    /// </summary>
    public IReadOnlyList<long> EndUnneeded()
    {
        if (settings.IdleWorkerTimeout == TimeSpan.Zero)
            return [];
        // Not of all that are idle: whoever served a moment ago will be needed again, and a spare one beside it.
        var longIdle = _idle.TakeWhile(member => time.GetElapsedTime(member.IdleSince) >= settings.IdleWorkerTimeout).ToList();
        var ofBusy = _open.Sum(member => (long)member.FreePlaces);
        var places = ((long)longIdle.Count * settings.ClientsAtOnce) + ofBusy - SparePlaces;
        var unneeded = longIdle.Take((int)Math.Clamp(places / settings.ClientsAtOnce, 0, longIdle.Count)).ToList();
        unneeded.ForEach(member => Move(member, WorkerState.Dying));
        return unneeded.ConvertAll(member => member.Number);
    }

    /// <summary>The worker's process is gone; its slot is free, and its clients' places are. Returns the state it was in, or null when it was gone before.</summary>
    public WorkerState? Gone(long worker)
    {
        if (!_members.Remove(worker, out var member))
            return null;
        Leave(member);
        _table.Remove(member.Entry);
        return member.State;
    }

    private PoolMember Find(long worker) =>
        _members.GetValueOrDefault(worker) ?? throw new InvalidOperationException($"Worker {worker} is gone.");

    private static void Expect(PoolMember member, WorkerState state)
    {
        if (member.State != state)
            throw new InvalidOperationException($"Worker {member.Number} is {member.State}, not {state}.");
    }

    // Reused, the one that served last: its caches are warm, and those not needed age and can end. Fresh ones in the order
    // in which they were started, so that none waits for ever.
    private PoolMember? Next() =>
        _idle.Count > 0 ? (settings.ClientsPerWorker == 1 ? _idle.First : _idle.Last)!.Value : _open.Min;

    private bool BecomeIdle(PoolMember member)
    {
        member.IdleSince = time.GetTimestamp();
        Move(member, member.IsRetired ? WorkerState.Dying : WorkerState.Idle);
        return member.State == WorkerState.Idle;
    }

    private void Move(PoolMember member, WorkerState to)
    {
        Leave(member);
        Enter(member, to);
    }

    // Whatever is counted of a worker is taken away before it changes, and added again when it has changed.
    private void Leave(PoolMember member)
    {
        if (member.State == WorkerState.Idle)
            _idle.Remove(member.Place);
        _open.Remove(member);
        Count(member, -1);
    }

    private void Enter(PoolMember member, WorkerState state)
    {
        member.Entry.State = state;
        if (state == WorkerState.Idle)
            _idle.AddLast(member.Place);
        else if (member.FreePlaces > 0)
            _open.Add(member);
        Count(member, 1);
    }

    private void Count(PoolMember member, int sign)
    {
        _counts[(int)member.State] += sign;
        _lostPlaces += sign * member.LostPlaces;
        if (member.Due is null)
            _freePlaces += sign * member.FreePlaces;
        else
            _freePlacesDue += sign * member.FreePlaces;
        if (member is { Due: not null, IsReady: true, IsRetired: false, Clients: > 0 })
            _dueWithClients += sign;
    }
}
