namespace ActorServer.Server.Connections;

/// <summary>
/// How long a closing connection has waited without progress, and when to look again. The wait begins anew whenever the
/// client takes bytes, and once more when it has taken the last. Pure: the caller brings the time.
/// </summary>
internal sealed class LingerProgress(TimeSpan startedAt)
{
    private TimeSpan _since = startedAt;
    private TimeSpan _check;
    private bool _sending = true;
    private long _taken = -1;

    /// <summary>How long nothing has moved.</summary>
    public TimeSpan Waited(TimeSpan now, bool sending, long taken)
    {
        if (sending != _sending || taken != _taken)
            _since = now;
        (_sending, _taken) = (sending, taken);
        return now - _since;
    }

    /// <summary>
    /// When to look again. The kernel does not announce acknowledgements, so while bytes are on their way it is asked,
    /// soon at first and then ever more rarely; the client's end-of-file mostly announces itself.
    /// </summary>
    public TimeSpan NextCheck(bool mustAsk, TimeSpan patience, TimeSpan first, TimeSpan longest)
    {
        if (!mustAsk)
            return patience;
        _check = _check == TimeSpan.Zero ? first : TimeSpan.FromTicks(Math.Min(_check.Ticks * 2, longest.Ticks));
        return _check < patience ? _check : patience;
    }
}
