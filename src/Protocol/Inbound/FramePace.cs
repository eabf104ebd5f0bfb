namespace ActorServer.Protocol.Inbound;

/// <summary>
/// How fast frames of one host are read that carry no client's bytes: a burst passes, and then so many a second. The host's socket is read
/// no further until then, so that a host that sends without end is held up by itself. Used by one reader at a time.
/// </summary>
internal sealed class FramePace(TimeProvider time)
{
    public const int Burst = 5_000;

    // A worker that is given one client after the other sends two or three for each.
    public const int FramesPerSecond = 5_000;

    private double _frames = Burst;
    private long _countedAt = time.GetTimestamp();
    private long _sent;
    private long _unasked;

    /// <summary>A frame has come.</summary>
    public void Count() => _frames--;

    /// <summary>
    /// A frame has come that asks for a client's next piece. It is for free as far as the host was sent something before: a piece may be
    /// small, and whoever is sent many must be able to ask for as many.
    /// </summary>
    /// <param name="sent">How many frames the host was sent until now.</param>
    public void CountAsking(long sent)
    {
        _unasked = Math.Min(Burst, _unasked + sent - _sent);
        _sent = sent;
        if (_unasked > 0)
            _unasked--;
        else
            Count();
    }

    /// <summary>Completes when the next frame may be read.</summary>
    public Task WaitAsync()
    {
        var now = time.GetTimestamp();
        _frames = Math.Min(Burst, _frames + (time.GetElapsedTime(_countedAt, now).TotalSeconds * FramesPerSecond));
        _countedAt = now;
        return _frames >= 0 ? Task.CompletedTask : Task.Delay(TimeSpan.FromSeconds(-_frames / FramesPerSecond), time);
    }
}
