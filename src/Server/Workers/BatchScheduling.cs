namespace ActorServer.Server.Workers;

/// <summary>
/// The calling thread under <c>SCHED_BATCH</c> until this is disposed on the same thread; what it starts meanwhile keeps the
/// policy (sched(7)). A thread under another policy than the ordinary one stays as it is, as does one whose system has no
/// such policy (macOS, musl) or forbids it, as a seccomp filter may: the policy is worth some speed, and no error.
/// </summary>
internal readonly ref struct BatchScheduling
{
    private readonly bool _changed;

    private BatchScheduling(bool wanted) =>
        _changed = wanted && Posix.HasOrdinaryScheduling() && Posix.TrySchedule(Posix.SCHED_BATCH);

    public static BatchScheduling OfThisThread(bool wanted) => new(wanted);

    public void Dispose()
    {
        if (_changed)
            Posix.TrySchedule(Posix.SCHED_OTHER);
    }
}
