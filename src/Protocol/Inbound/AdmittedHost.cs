namespace ActorServer.Protocol.Inbound;

/// <summary>One host that is let in: what it may reach, what it was refused, and how its connection is ended.</summary>
/// <param name="onRefused">Hears of what it sends and is refused; null for nobody.</param>
/// <param name="atOnce">How many streams it may be granted at the same time.</param>
internal sealed class AdmittedHost(Action<RefusedMessages.Notice>? onRefused = null, int atOnce = 1)
{
    private readonly Lock _gate = new();
    private bool _revoked;
    private Action? _cut;
    private long _dropped;

    /// <summary>Which paths the host reaches.</summary>
    public PathGrants Grants { get; } = new();

    /// <summary>Those of <see cref="Grants"/> where bytes of a client go, which have a pace of their own.</summary>
    public PathGrants Streams { get; } = new();

    /// <summary>Which it reached until a moment ago.</summary>
    public FormerGrants Former { get; } = new(Math.Max(FormerGrants.Most, 2 * atOnce));

    /// <summary>How many of its messages were not delivered: those that were refused, and those that were late.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>What it has sent and was refused.</summary>
    public RefusedMessages Refused { get; } = new(TimeProvider.System, onRefused);

    /// <summary>Its numbered messages.</summary>
    public NumberedMessages Numbered { get; } = new();

    /// <summary>Takes a grant back.</summary>
    public void Ungrant(string path)
    {
        // First: what comes in between is late, not refused.
        Former.Add(path);
        Grants.Remove(path);
        Streams.Remove(path);
        Numbered.Forget(path);
    }

    /// <summary>A message of its was not delivered.</summary>
    public void CountDropped() => Interlocked.Increment(ref _dropped);

    /// <summary>Says how its connection is ended from now on; it ends at once if the host was revoked meanwhile.</summary>
    public void Entered(Action cut)
    {
        lock (_gate)
        {
            _cut = cut;
            if (!_revoked)
                return;
        }

        cut();
    }

    /// <summary>Takes everything back, and ends the connection that is there.</summary>
    public void Revoke()
    {
        Action? cut;
        lock (_gate)
        {
            _revoked = true;
            cut = _cut;
        }

        Grants.Clear();
        Streams.Clear();
        cut?.Invoke();
        Refused.TellRest();
    }
}
