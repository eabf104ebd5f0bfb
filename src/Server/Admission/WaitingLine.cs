using ActorServer.Server.Accepting;


namespace ActorServer.Server.Admission;

/// <summary>
/// The clients that are held: accepted, unread, in order of arrival, each at most for the queue timeout. Owns their sockets
/// until they are taken out. Pure but for those sockets: the caller brings the time.
/// </summary>
/// <param name="maxWaiting">The most clients held at once; 0 holds nobody.</param>
/// <param name="queueTimeout">How long each is held; zero for ever.</param>
internal sealed class WaitingLine(int maxWaiting, TimeSpan queueTimeout)
{
    private readonly LinkedList<Held> _line = new();
    private TimeSpan? _stoodStillAt;

    /// <summary>The most clients held at once; 0 holds nobody. Lowering it ends nobody.</summary>
    public int MaxWaiting { get; set; } = maxWaiting;

    /// <summary>How long each is held; zero for ever.</summary>
    public TimeSpan QueueTimeout { get; set; } = queueTimeout;

    /// <summary>Clients held.</summary>
    public int Count => _line.Count;

    /// <summary>Whether one more may be held.</summary>
    public bool HasRoom => _line.Count < MaxWaiting;

    /// <summary>Holds a client at the end of the line.</summary>
    public void Hold(AcceptedClient client, TimeSpan now) => _line.AddLast(new Held(client, now));

    /// <summary>Holds one again that has waited since then, in its old place.</summary>
    public void HoldAgain(AcceptedClient client, TimeSpan since)
    {
        var next = _line.First;
        while (next is not null && next.Value.Since < since)
            next = next.Next;
        if (next is null)
            _line.AddLast(new Held(client, since));
        else
            _line.AddBefore(next, new Held(client, since));
    }

    /// <summary>Whether one of those is held.</summary>
    public bool Contains(Func<AcceptedClient, bool> which) => _line.Any(held => which(held.Client));

    /// <summary>Takes out the client that has waited longest, or null.</summary>
    public AcceptedClient? Next() => Next(static _ => true, out _);

    /// <summary>The same of some, and since when it has waited.</summary>
    public AcceptedClient? Next(Func<AcceptedClient, bool> which, out TimeSpan since)
    {
        since = default;
        var first = _line.First;
        while (first is not null && !which(first.Value.Client))
            first = first.Next;
        if (first is null)
            return null;
        _line.Remove(first);
        since = first.Value.Since;
        return first.Value.Client;
    }

    /// <summary>Takes out those that have waited too long, the longest first.</summary>
    public IReadOnlyList<AcceptedClient> Overdue(TimeSpan now) =>
        QueueTimeout == TimeSpan.Zero || _stoodStillAt is not null ? [] : TakeOut(held => now - held.Since >= QueueTimeout);

    /// <summary>From now on nobody's time passes.</summary>
    public void StandStill(TimeSpan now) => _stoodStillAt ??= now;

    /// <summary>It passes again.</summary>
    public void GoOn(TimeSpan now)
    {
        if (_stoodStillAt is not { } since)
            return;
        _stoodStillAt = null;
        for (var node = _line.First; node is not null; node = node.Next)
            node.Value = node.Value with { Since = node.Value.Since + (now - (since > node.Value.Since ? since : node.Value.Since)) };
    }

    /// <summary>Takes out those for which the predicate holds.</summary>
    public IReadOnlyList<AcceptedClient> TakeOut(Func<AcceptedClient, bool> gone) => TakeOut(held => gone(held.Client));

    private List<AcceptedClient> TakeOut(Func<Held, bool> goes)
    {
        var taken = new List<AcceptedClient>();
        for (var node = _line.First; node is not null;)
        {
            var next = node.Next;
            if (goes(node.Value))
            {
                _line.Remove(node);
                taken.Add(node.Value.Client);
            }

            node = next;
        }

        return taken;
    }

    private sealed record Held(AcceptedClient Client, TimeSpan Since);
}
