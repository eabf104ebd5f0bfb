namespace ActorServer.Server.Connections;

/// <summary>
/// Decides how long a closing connection waits for its client. Bytes that are still on their way are given the time that a stalled
/// client is given; a client that has them all but does not close, the linger time. Pure: the caller brings the time.
/// </summary>
internal sealed class LingerDeadline(LimitSettings limits, TimeSpan startedAt)
{
    private static readonly TimeSpan FirstAcknowledgementCheck = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestAcknowledgementCheck = TimeSpan.FromMilliseconds(100);

    private readonly LingerProgress _progress = new(startedAt);

    /// <summary>What is due at <paramref name="now"/>.</summary>
    /// <param name="now">The time.</param>
    /// <param name="sending">Bytes wait to be sent or acknowledged.</param>
    /// <param name="taken">How many bytes the client has acknowledged.</param>
    /// <param name="inputEnded">The client's end-of-file has been read.</param>
    /// <param name="mustAskForEnd">Nothing announces the client's end-of-file.</param>
    public Verdict Check(TimeSpan now, bool sending, long taken, bool inputEnded, bool mustAskForEnd)
    {
        if (!sending && inputEnded)
            return Verdict.Close;
        var stalls = sending && limits.SendStallTimeout > TimeSpan.Zero;
        var patience = stalls ? limits.SendStallTimeout : limits.LingerTimeout;
        if (_progress.Waited(now, sending, taken) >= patience)
            return stalls ? Verdict.CutOff : Verdict.Close;
        return new Verdict(Next.Wait, _progress.NextCheck(sending || mustAskForEnd, patience, FirstAcknowledgementCheck, LongestAcknowledgementCheck));
    }

    /// <summary>What to do.</summary>
    internal enum Next
    {
        /// <summary>Ask again later.</summary>
        Wait,

        /// <summary>The client has all it can get.</summary>
        Close,

        /// <summary>The client stalls.</summary>
        CutOff,
    }

    /// <summary>What to do, and when to ask again.</summary>
    internal readonly record struct Verdict(Next Next, TimeSpan AskAgainIn)
    {
        public static readonly Verdict Close = new(Next.Close, TimeSpan.Zero);
        public static readonly Verdict CutOff = new(Next.CutOff, TimeSpan.Zero);
    }
}
