namespace ActorServer.Server.Connections;

/// <summary>
/// Whether a client takes what waits for it fast enough. One that has taken all that waited at the last look has done its part,
/// however little that was. It is judged anew after each grace time, so that what a client took quickly long ago buys it nothing.
/// Pure.
/// </summary>
/// <param name="bytesPerSecond">The least that it has to take; 0 for any.</param>
/// <param name="grace">For so long output has to wait before it is judged.</param>
internal sealed class SendRate(int bytesPerSecond, TimeSpan grace)
{
    private (TimeSpan Since, long Taken)? _waiting;
    private long _written;

    /// <summary>Whether it takes too little.</summary>
    /// <param name="now">The time.</param>
    /// <param name="taken">Bytes that it has taken so far.</param>
    /// <param name="written">Bytes that were written for it so far.</param>
    public bool IsTooSlow(TimeSpan now, long taken, long written)
    {
        var tookAll = taken >= _written;
        _written = written;
        if (bytesPerSecond == 0 || tookAll || _waiting is not { } waiting)
        {
            _waiting = (now, taken);
            return false;
        }

        var waited = now - waiting.Since;
        if (waited < grace)
            return false;
        _waiting = (now, taken);
        return taken - waiting.Taken < bytesPerSecond * waited.TotalSeconds;
    }
}
