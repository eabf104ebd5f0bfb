namespace ActorServer.Server.Arrival;

/// <summary>
/// The penalties of one source, as OpenSSH's PerSourcePenalties: each adds to the time until which it is penalised. From the threshold
/// on the source is refused, and from then until nothing is left. Pure: the caller brings the time, which never goes back.
/// </summary>
internal struct Penalty
{
    private TimeSpan _until;
    private bool _refuses;

    /// <summary>Whether the source is refused.</summary>
    public readonly bool Refuses(TimeSpan now) => _refuses && _until > now;

    /// <summary>Whether nothing is left of it.</summary>
    public readonly bool IsOver(TimeSpan now) => _until <= now;

    /// <summary>One more.</summary>
    public void Add(TimeSpan penalty, PenaltySettings settings, TimeSpan now)
    {
        _refuses = Refuses(now);
        _until = Shorter((_until > now ? _until : now) + penalty, now + settings.Longest);
        _refuses |= _until - now >= settings.Threshold;
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
