using ActorServer.Protocol.Messages;


namespace ActorServer.Server.Connections;

/// <summary>
/// Decides when a connection has been silent, stuck or open for too long, from what the kernel counted. Pure: the caller
/// brings the time, which begins with 0 when the connection is opened, and asks again when told to.
/// </summary>
/// <remarks>
/// A stall is noticed by asking: the kernel tells what it has sent, not since when the peer takes nothing. It is asked
/// four times in a timeout, so that a stalled client is cut off at most a quarter late. A handler that lets a client wait that
/// has closed its side is timed by what lies between two questions, so that a standstill of the server, and with it of its
/// handlers, counts for no more than a moment.
/// </remarks>
internal sealed class ConnectionDeadlines(LimitSettings limits)
{
    private const int AsksPerStall = 4;

    private static readonly TimeSpan LongestBetweenAsks = 2 * ClientConnection.CheckPeriod;

    // Where the limit is on.
    private readonly HandlerStall? _handler = limits.HandlerStallTimeout > TimeSpan.Zero ? new HandlerStall(LongestBetweenAsks) : null;
    private readonly SendRate? _rate = limits.MinRate > 0 ? new SendRate(limits.MinRate, limits.MinRateGrace) : null;
    private readonly TimeSpan _betweenAsks = BetweenAsks(limits);
    private bool _handlerBegun;
    private long _acknowledged;
    private TimeSpan _askedAt;
    private TimeSpan _quiet;
    private (bool InputEnded, long Unread, long Out, long Unacknowledged) _seen;
    private TimeSpan? _stalledSince;

    /// <summary>For how long, at the last check, output had waited that the peer does not take, or input that the handler does not.</summary>
    public TimeSpan StalledFor { get; private set; }

    /// <summary>What is due at <paramref name="now"/>.</summary>
    public Verdict Check(TimeSpan now, Activity activity)
    {
        var verdict = new Verdict(null, TimeSpan.MaxValue);
        verdict = verdict.Or(EndReason.MaxLifetime, limits.MaxLifetime, now);
        if (activity.In == 0 && !activity.InputEnded)
            verdict = verdict.Or(EndReason.FirstByteTimeout, limits.FirstByteTimeout, now);
        StalledFor = Stalled(now, activity);
        verdict = verdict.Or(EndReason.SendStallTimeout, limits.SendStallTimeout, StalledFor);
        verdict = verdict.Or(EndReason.IdleTimeout, limits.IdleTimeout, activity.Idle < now ? activity.Idle : now);
        var quiet = QuietSinceInputEnded(now, activity);
        if (activity.InputEnded)
            verdict = verdict.Or(EndReason.PeerClosedTimeout, limits.PeerClosedTimeout, quiet);
        if (_handlerBegun && _handler is not null)
        {
            var stalled = _handler.Look(now, activity);
            StalledFor = stalled > StalledFor ? stalled : StalledFor;
            verdict = verdict.Or(EndReason.HandlerStalled, limits.HandlerStallTimeout, stalled);
        }

        if (verdict.Reason is null && _rate is not null && _rate.IsTooSlow(now, activity.Out, activity.Written))
            return new Verdict(EndReason.TooSlow, TimeSpan.Zero);
        return verdict with { AskAgainIn = Shorter(verdict.AskAgainIn, _betweenAsks) };
    }

    /// <summary>From now on it is the handler whom input waits for.</summary>
    public void HandlerBegins() => _handlerBegun = true;

    // Of a limit that is on it is asked four times.
    private static TimeSpan BetweenAsks(LimitSettings limits)
    {
        var between = ShorterIfOn(TimeSpan.MaxValue, limits.SendStallTimeout);
        between = ShorterIfOn(between, limits.HandlerStallTimeout);
        return limits.MinRate > 0 ? ShorterIfOn(between, limits.MinRateGrace) : between;
    }

    private static TimeSpan ShorterIfOn(TimeSpan between, TimeSpan limit) =>
        limit > TimeSpan.Zero ? Shorter(between, limit / AsksPerStall) : between;

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private TimeSpan Stalled(TimeSpan now, Activity activity)
    {
        if (!activity.Sending)
            _stalledSince = null;
        else if (_stalledSince is null || activity.Out != _acknowledged)
            _stalledSince = now;
        _acknowledged = activity.Out;
        return _stalledSince is { } since ? now - since : TimeSpan.Zero;
    }

    private TimeSpan QuietSinceInputEnded(TimeSpan now, Activity activity)
    {
        var seen = (activity.InputEnded, activity.Unread, activity.Out, activity.Unacknowledged);
        _quiet = seen == _seen ? _quiet + Shorter(now - _askedAt, LongestBetweenAsks) : TimeSpan.Zero;
        (_seen, _askedAt) = (seen, now);
        return _quiet;
    }

    /// <summary>What the kernel knows of a connection.</summary>
    /// <param name="In">Bytes received.</param>
    /// <param name="Out">Bytes that the peer acknowledged.</param>
    /// <param name="Idle">How long no byte has gone either way.</param>
    /// <param name="Sending">Bytes wait to be sent or acknowledged.</param>
    /// <param name="InputEnded">The client has closed its sending side.</param>
    /// <param name="Unread">Bytes received that nobody has read; known only where a limit that is on asks for it.</param>
    /// <param name="Unacknowledged">Likewise, bytes written that the peer has not acknowledged.</param>
    internal readonly record struct Activity(
        long In, long Out, TimeSpan Idle, bool Sending, bool InputEnded, long Unread = 0, long Unacknowledged = 0)
    {
        /// <summary>Bytes that the handler has taken; null where that is all that have come and are not unread.</summary>
        public long? TakenByHandler { get; init; }

        /// <summary>Bytes written.</summary>
        public long Written => Out + Unacknowledged;

        /// <summary>Where the kernel does not tell: no silence is held against the client, of which a byte may have come.</summary>
        public static Activity Unknown { get; } = new(In: 1, Out: 0, TimeSpan.Zero, Sending: false, InputEnded: false);
    }

    /// <summary>A reason to cut the connection off now, or when to ask again.</summary>
    internal readonly record struct Verdict(string? Reason, TimeSpan AskAgainIn)
    {
        public Verdict Or(string reason, TimeSpan limit, TimeSpan elapsed)
        {
            if (Reason is not null || limit == TimeSpan.Zero)
                return this;
            return elapsed >= limit ? new Verdict(reason, TimeSpan.Zero) : this with { AskAgainIn = Shorter(AskAgainIn, limit - elapsed) };
        }
    }
}
