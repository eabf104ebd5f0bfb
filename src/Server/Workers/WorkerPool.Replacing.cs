namespace ActorServer.Server.Workers;

/// <content>
/// Which workers are due to be replaced, and when. One that is due serves on until another one can take its place, so that replacing workers
/// takes no place away; then it gets no new clients, and finishes those that it has.
/// </content>
internal sealed partial class WorkerPool
{
    /// <summary>A worker uses so much memory. Whoever has served nobody yet is not to blame for it.</summary>
    public void NoteMemory(long worker, long bytes)
    {
        if (settings.RecycleMemory > 0 && bytes >= settings.RecycleMemory && _members.TryGetValue(worker, out var member) && member.Entry.Served > 0)
            BecomeDue(member, RetireReason.RecycleMemory);
    }

    /// <summary>Those whose memory is to be looked at.</summary>
    public IEnumerable<WorkerEntry> Ripening =>
        _members.Values.Where(member => member is { IsReady: true, IsRetired: false, Due: null, Entry.Served: > 0 }).Select(member => member.Entry);

    /// <summary>Who is old enough is due.</summary>
    public void NoteAges()
    {
        if (settings.MaxWorkerAge == TimeSpan.Zero)
            return;
        foreach (var member in _members.Values)
        {
            if (member.IsReady && time.GetElapsedTime(member.StartedAt) >= settings.MaxWorkerAge)
                BecomeDue(member, RetireReason.MaxWorkerAge);
        }
    }

    /// <summary>
    /// Retires one of the workers that are due, the one with the fewest clients, if another one has taken its place or none can. Returns its
    /// number, if so, and whether it has no client and is to end now.
    /// </summary>
    public (long Number, bool IsUnused)? RetireDue()
    {
        if (settings.RecycleMemory == 0 && settings.MaxWorkerAge == TimeSpan.Zero)
            return null;
        var due = _members.Values.Where(member => member is { IsReady: true, IsRetired: false, Due: not null }).OrderBy(member => member.Clients).ThenBy(member => member.Number);
        return due.FirstOrDefault() is { } member && (IsReplaced(member) || MayGoFirst(member))
            ? (member.Number, Retire(member.Number, member.Due!))
            : null;
    }

    private void BecomeDue(PoolMember member, string reason)
    {
        if (member.Due is not null)
            return;
        Count(member, -1);
        member.Due = reason;
        Count(member, 1);
    }

    // Without it and the others that are due, nothing has to be started. Where nothing is kept ready, nobody needs one without clients.
    private bool IsReplaced(PoolMember member) => (member.Clients == 0 ? SparePlaces : WantedPlaces) - _freePlaces < settings.ClientsAtOnce;

    // None can be started before one has ended. One at a time; and as long as it has clients only if others go on serving. With one client at a
    // time nobody else would get a place in it before that one has gone.
    private bool MayGoFirst(PoolMember member) =>
        Total >= Most && Count(WorkerState.Dying) == 0 && _members.Values.All(other => !other.IsRetired || other.State == WorkerState.Starting)
        && (member.Clients == 0 || settings.ClientsAtOnce == 1 || _members.Values.Any(other => other != member && other is { IsReady: true, IsRetired: false }));
}
