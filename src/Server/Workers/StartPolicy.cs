namespace ActorServer.Server.Workers;

/// <summary>
/// Which workers may be started beside those that a pool has, when starts pause, and which clients are given up while none can be started. Pure
/// accounting, like <see cref="WorkerPool"/>. Failing starts back off instead of becoming a fork storm, and nobody waits for them for ever;
/// but where only something is short, the others give it back and nobody is given up before the time that a client may wait.
/// </summary>
internal sealed class StartPolicy
{
    /// <summary>After so many failures in a row nobody waits any longer.</summary>
    public const int FailuresBeforeGivingUp = 3;

    /// <summary>Each failed start doubles the pause, from a second up to this.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(32);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>The pause while something is short.</summary>
    public static readonly TimeSpan ShortagePause = TimeSpan.FromMilliseconds(250);

    private long _failed;
    private long _failedWhenReady;
    private TimeSpan _nextPause = FirstPause;
    private bool _isShort;
    private bool _refillIsPaused;

    /// <summary>Whether a worker was ready once.</summary>
    public bool WasReady { get; private set; }

    /// <summary>Whether no worker is started for now.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>How many starts have failed since a worker became ready.</summary>
    public long FailedInARow => _failed - _failedWhenReady;

    /// <summary>How many to start now, when so many clients wait for a worker.</summary>
    public int Wanted(WorkerPool pool, int waiting)
    {
        if (IsPaused)
            return 0;
        // Also without spare workers one is started until one was ready, so that a server which cannot start any says so.
        var first = WasReady || pool.Total > 0 ? 0 : 1;
        return Math.Max(first, pool.StartsWanted(waiting, refill: !_refillIsPaused));
    }

    /// <summary>Whether nobody would wait for the next one to be started.</summary>
    public bool IsSpare(WorkerPool pool, int waiting) => WasReady && pool.Count(WorkerState.Starting) >= waiting;

    /// <summary>A worker has become ready; false when another one was before.</summary>
    public bool BecameReady()
    {
        var isFirst = !WasReady;
        WasReady = true;
        _nextPause = FirstPause;
        _failedWhenReady = _failed;
        _isShort = false;
        return isFirst;
    }

    /// <summary>A start has failed.</summary>
    /// <param name="why">Why.</param>
    /// <param name="isSpare">Whether nobody waits for it.</param>
    /// <param name="others">How many other workers there are.</param>
    public FailedStart Failed(StartFailure why, bool isSpare, int others)
    {
        if (why == StartFailure.Shortage && WasReady && (isSpare || others > 0))
        {
            var isNews = !_isShort;
            _isShort = true;
            return isNews ? FailedStart.NewShortage : FailedStart.SameShortage;
        }

        _failed++;
        if (WasReady || (why != StartFailure.TimedOut && _failed < FailuresBeforeGivingUp))
            return FailedStart.OneOfSeveral;
        IsPaused = true;
        return FailedStart.NoneCanStart;
    }

    /// <summary>Starts pause because of what has happened; returns for how long, or null where they do already.</summary>
    public TimeSpan? Pause(FailedStart why) => why switch
    {
        FailedStart.OneOfSeveral => Pause(),
        FailedStart.NewShortage or FailedStart.SameShortage => PauseFor(ShortagePause),
        _ => null,
    };

    /// <summary>No worker is started any more.</summary>
    public void PauseForGood() => IsPaused = true;

    /// <summary>The pause is over.</summary>
    public void GoOn() => IsPaused = false;

    /// <summary>
    /// A worker has died that served nobody: spare ones are not started for a while, in case it was no accident. False where that is so
    /// already; those that die together are replaced together.
    /// </summary>
    public bool PauseRefill() => !_refillIsPaused && (_refillIsPaused = true);

    /// <summary>Spare workers may be started again.</summary>
    public void Refill() => _refillIsPaused = false;

    /// <summary>A client begins to wait.</summary>
    public ClientWait Await() => new(_failed);

    /// <summary>
    /// A worker has died that had this client and did not reach it. That holds up nobody: the worker had become ready, so the next one will
    /// too. But when a client has had three of them, something kills them all, and starts pause; returns for how long, if so.
    /// </summary>
    public TimeSpan? NotReached(ClientWait client) => ++client.Unreached >= FailuresBeforeGivingUp ? Pause() : null;

    /// <summary>Whether a client is to wait no longer: as many starts in a row have failed, or its time is up and none is under way.</summary>
    /// <param name="client">The client.</param>
    /// <param name="underWay">How many are being started.</param>
    public bool IsGivenUp(ClientWait client, int underWay)
    {
        var inARow = _failed - Math.Max(client.FailedBefore, _failedWhenReady);
        return inARow >= FailuresBeforeGivingUp || (client.IsOverdue && underWay <= 0);
    }

    // Those that were started together fail together, and lengthen the pause once.
    private TimeSpan? Pause()
    {
        if (PauseFor(_nextPause) is not { } pause)
            return null;
        _nextPause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        return pause;
    }

    private TimeSpan? PauseFor(TimeSpan pause)
    {
        if (IsPaused)
            return null;
        IsPaused = true;
        return pause;
    }
}
