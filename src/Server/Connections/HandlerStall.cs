namespace ActorServer.Server.Connections;

/// <summary>
/// How long a handler has let input wait without taking or writing anything. Its clock stands while output waits for the client: a
/// handler that writes to one who does not read has no choice. Pure.
/// </summary>
/// <remarks>
/// It is timed by what lies between two looks, and each counts for a moment at most, so that a standstill of the server, and
/// with it of its handlers, is not held against them.
/// </remarks>
/// <param name="longestBetweenLooks">What lies between two looks counts for no more than this.</param>
internal sealed class HandlerStall(TimeSpan longestBetweenLooks)
{
    private TimeSpan _stalled;
    private TimeSpan? _lookedAt;
    private (long Taken, long Written) _seen;
    private bool _waited;

    /// <summary>How long it has lasted at <paramref name="now"/>.</summary>
    public TimeSpan Look(TimeSpan now, ConnectionDeadlines.Activity activity)
    {
        var since = now - (_lookedAt ?? now);
        _lookedAt = now;
        var seen = (activity.TakenByHandler ?? activity.In - activity.Unread, activity.Written);
        var waits = activity.Unread > 0;
        if (!waits || !_waited || seen != _seen)
            _stalled = TimeSpan.Zero;
        else if (!activity.Sending)
            _stalled += since < longestBetweenLooks ? since : longestBetweenLooks;
        (_waited, _seen) = (waits, seen);
        return _stalled;
    }
}
