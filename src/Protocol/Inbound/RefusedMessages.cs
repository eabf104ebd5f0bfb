namespace ActorServer.Protocol.Inbound;

/// <summary>
/// What one host has sent and was refused: told at a bounded rate, and told apart from a slip when it goes on. Thread-safe.
/// </summary>
/// <param name="time">Tells how long ago something was refused.</param>
/// <param name="tell">Hears of it, on the thread that reads from the host; null for nobody.</param>
internal sealed class RefusedMessages(TimeProvider time, Action<RefusedMessages.Notice>? tell)
{
    /// <summary>So many within <see cref="Period"/> are too many.</summary>
    public const int TooMany = 100;

    /// <summary>What is refused is told at most once in so long, beside that it is too much.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Queue<long> _times = new();
    private long? _toldAt;
    private long _untold;
    private string _last = "";

    /// <summary>Whether it has been too much once.</summary>
    public bool IsTooMuch { get; private set; }

    /// <summary>Counts a message that is not delivered.</summary>
    /// <param name="what">What is wrong with it.</param>
    public void Count(string what)
    {
        Notice? notice = null;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _untold++;
            _last = what;
            _times.Enqueue(now);
            var isTooMuch = _times.Count >= TooMany && time.GetElapsedTime(_times.Peek(), now) <= Period;
            if (_times.Count >= TooMany)
                _times.Dequeue();
            if ((isTooMuch && !IsTooMuch) || _toldAt is not { } toldAt || time.GetElapsedTime(toldAt, now) >= Period)
                notice = Take(now, isTooMuch);
            IsTooMuch |= isTooMuch;
        }

        if (notice is not null)
            tell?.Invoke(notice);
    }

    /// <summary>Tells of what has not been told yet.</summary>
    public void TellRest()
    {
        Notice? notice;
        lock (_gate)
            notice = _untold > 0 ? Take(time.GetTimestamp(), IsTooMuch) : null;
        if (notice is not null)
            tell?.Invoke(notice);
    }

    private Notice Take(long now, bool isTooMuch)
    {
        var notice = new Notice(_untold, _last, isTooMuch && !IsTooMuch);
        _toldAt = now;
        _untold = 0;
        return notice;
    }

    /// <summary>So many messages were refused since the last notice.</summary>
    /// <param name="Count">How many.</param>
    /// <param name="Last">What was wrong with the last.</param>
    /// <param name="HasBecomeTooMuch">Whether the host goes on with it.</param>
    internal sealed record Notice(long Count, string Last, bool HasBecomeTooMuch);
}
