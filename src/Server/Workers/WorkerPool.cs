namespace ActorServer.Server.Workers;

/// <summary>
/// Who holds a slot in a service's pool of workers, which of them serves next, which have served enough, and how many more
/// should be started. Pure accounting: it launches nothing. A worker holds its slot from the decision to start it until its
/// process is really gone, so that starting + idle + busy + dying never exceeds the cap. News of a worker may be late: what
/// it says after it was told to end changes nothing.
/// </summary>
/// <param name="settings">Caps and how long workers are kept.</param>
/// <param name="time">What idle workers age by.</param>
/// <param name="table">Shows each of them to operators; null where there are none.</param>
internal sealed class WorkerPool(ProcessSettings settings, TimeProvider time, WorkerTable? table = null)
{
    private readonly WorkerTable _table = table ?? new WorkerTable();
    private readonly Recycling _recycling = new(settings.ClientsPerWorker, settings.ClientsPerWorkerJitter, Random.Shared);
    private readonly Dictionary<long, Member> _members = [];
    // In the order in which they became idle: the first has been so for longest.
    private readonly LinkedList<Member> _idle = new();
    private readonly int[] _counts = new int[Enum.GetValues<WorkerState>().Length];
    private long _lastNumber;

    /// <summary>The most at once, in whatever state. Lowering it ends nobody.</summary>
    public int Most { get; set; } = settings.MaxWorkers;

    /// <summary>Slots taken.</summary>
    public int Total => _members.Count;

    /// <summary>How many workers are in this state.</summary>
    public int Count(WorkerState state) => _counts[(int)state];

    /// <summary>How many to start now, when so many clients wait for a worker: for them, and to refill with spare ones.</summary>
    public int StartsWanted(int waiting, bool refill = true)
    {
        var wanted = waiting + (refill ? settings.SpareWorkers : 0) - Count(WorkerState.Starting) - Count(WorkerState.Idle);
        var free = Math.Min(Most - Total, settings.MaxConcurrentStarts - Count(WorkerState.Starting));
        return Math.Max(0, Math.Min(wanted, free));
    }

    /// <summary>What operators see of a worker.</summary>
    public WorkerEntry Entry(long worker) => Find(worker).Entry;

    /// <summary>Takes a slot for a worker that is about to be started. Returns its number; numbers are never used again.</summary>
    public long Start()
    {
        if (Total >= Most)
            throw new InvalidOperationException($"All {Most} workers are taken.");
        var number = ++_lastNumber;
        var member = new Member(_table.Add(number), _recycling.ClientsOfNext());
        _members.Add(member.Number, member);
        _counts[(int)member.State]++;
        return member.Number;
    }

    /// <summary>The worker has said that it is ready. Returns false when it is to end instead.</summary>
    public bool Ready(long worker) => Free(Find(worker), WorkerState.Starting);

    /// <summary>Takes an idle worker for a client; null when there is none.</summary>
    public long? Assign()
    {
        // Reused, the one that served last: its caches are warm, and those not needed age and can end. Fresh ones in the order
        // in which they were started, so that none waits for ever.
        if ((settings.ClientsPerWorker == 1 ? _idle.First : _idle.Last) is not { Value: var member })
            return null;
        Move(member, WorkerState.Busy);
        member.Entry.BeginClient();
        member.ClientsLeft--;
        return member.Number;
    }

    /// <summary>The worker has finished its client. Returns false when it is to end: it has served enough, or is leaving.</summary>
    public bool Over(long worker)
    {
        var member = Find(worker);
        member.Entry.EndClient();
        return Free(member, WorkerState.Busy);
    }

    /// <summary>The worker is to serve nobody after its client. Returns true when it has none and is to end now.</summary>
    public bool Leave(long worker)
    {
        var member = Find(worker);
        member.ClientsLeft = 0;
        if (member.State != WorkerState.Idle)
            return false;
        Move(member, WorkerState.Dying);
        return true;
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
        var unneeded = longIdle.Take(longIdle.Count - settings.SpareWorkers).ToList();
        unneeded.ForEach(member => Move(member, WorkerState.Dying));
        return unneeded.ConvertAll(member => member.Number);
    }

    /// <summary>The worker's process is gone; its slot is free. Returns the state it was in, or null when it was gone before.</summary>
    public WorkerState? Gone(long worker)
    {
        if (!_members.Remove(worker, out var member))
            return null;
        _counts[(int)member.State]--;
        if (member.State == WorkerState.Idle)
            _idle.Remove(member.Place);
        _table.Remove(member.Entry);
        return member.State;
    }

    private Member Find(long worker) =>
        _members.GetValueOrDefault(worker) ?? throw new InvalidOperationException($"Worker {worker} is gone.");

    private bool Free(Member member, WorkerState from)
    {
        if (member.State == WorkerState.Dying)
            return false;
        if (member.State != from)
            throw new InvalidOperationException($"Worker {member.Number} is {member.State}, not {from}.");
        member.IdleSince = time.GetTimestamp();
        Move(member, member.ClientsLeft > 0 ? WorkerState.Idle : WorkerState.Dying);
        return member.State == WorkerState.Idle;
    }

    private void Move(Member member, WorkerState to)
    {
        if (member.State == WorkerState.Idle)
            _idle.Remove(member.Place);
        _counts[(int)member.State]--;
        _counts[(int)to]++;
        member.State = to;
        if (to == WorkerState.Idle)
            _idle.AddLast(member.Place);
    }

    private sealed class Member
    {
        public Member(WorkerEntry entry, int clientsLeft)
        {
            Entry = entry;
            ClientsLeft = clientsLeft;
            Place = new LinkedListNode<Member>(this);
        }

        public WorkerEntry Entry { get; }

        public long Number => Entry.Number;

        public int ClientsLeft { get; set; }

        public WorkerState State
        {
            get => Entry.State;
            set => Entry.State = value;
        }

        /// <summary>Where it stands among the idle, when it does.</summary>
        public LinkedListNode<Member> Place { get; }

        public long IdleSince { get; set; }
    }
}
