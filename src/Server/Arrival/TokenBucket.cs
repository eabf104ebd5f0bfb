namespace ActorServer.Server.Arrival;

/// <summary>
/// A token bucket that holds a burst and is refilled steadily. Its one number is when it will be full again, so that a million of
/// them cost nothing beside that, and a full one need not be kept. Pure: the caller brings the time, which never goes back.
/// </summary>
internal struct TokenBucket
{
    private TimeSpan _fullAt;

    /// <summary>Takes a token; false when there is none.</summary>
    public bool TryTake(RateSettings rate, TimeSpan now)
    {
        if (rate.IsOff)
            return true;
        var fullAt = _fullAt > now ? _fullAt : now;
        if (fullAt - now > rate.Interval * (rate.Burst - 1))
            return false;
        _fullAt = fullAt + rate.Interval;
        return true;
    }

    /// <summary>Whether it is as good as a new one.</summary>
    public readonly bool IsFull(TimeSpan now) => _fullAt <= now;
}
