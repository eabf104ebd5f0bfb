namespace ActorServer.Server.Workers;

/// <summary>One worker as its pool knows it.</summary>
internal sealed class PoolMember
{
    private readonly int _clientsAtOnce;

    /// <param name="entry">Shows it to operators.</param>
    /// <param name="clientsLeft">How many clients it may still serve.</param>
    /// <param name="clientsAtOnce">How many at the same time.</param>
    /// <param name="startedAt">When it was started.</param>
    public PoolMember(WorkerEntry entry, int clientsLeft, int clientsAtOnce, long startedAt)
    {
        Entry = entry;
        ClientsLeft = clientsLeft;
        _clientsAtOnce = clientsAtOnce;
        StartedAt = startedAt;
        Place = new LinkedListNode<PoolMember>(this);
    }

    public WorkerEntry Entry { get; }

    public long Number => Entry.Number;

    public WorkerState State => Entry.State;

    /// <summary>Clients that it has now.</summary>
    public int Clients { get; private set; }

    public int ClientsLeft { get; private set; }

    public long StartedAt { get; }

    /// <summary>Where it stands among the idle, when it does.</summary>
    public LinkedListNode<PoolMember> Place { get; }

    public long IdleSince { get; set; }

    /// <summary>Why it is to be replaced when another one can take its place; null when it is not.</summary>
    public string? Due { get; set; }

    public bool IsReady => State is WorkerState.Idle or WorkerState.Busy;

    /// <summary>It gets no new clients.</summary>
    public bool IsRetired => ClientsLeft == 0;

    /// <summary>So many clients it can be given now.</summary>
    public int FreePlaces => IsReady ? Math.Min(_clientsAtOnce - Clients, ClientsLeft) : 0;

    /// <summary>So many places it has that nobody can be given any more.</summary>
    public int LostPlaces => IsReady ? _clientsAtOnce - Clients - FreePlaces : 0;

    public void BeginClient()
    {
        Clients++;
        ClientsLeft--;
        Entry.BeginClient();
        // One after the other, it is nothing to tell: it serves its last client, as it served its first.
        if (ClientsLeft == 0 && _clientsAtOnce > 1)
            Entry.Retired ??= RetireReason.ClientsPerWorker;
    }

    public void EndClient()
    {
        Clients--;
        Entry.EndClient();
    }

    public void Retire(string reason)
    {
        ClientsLeft = 0;
        Entry.Retired ??= reason;
    }
}
