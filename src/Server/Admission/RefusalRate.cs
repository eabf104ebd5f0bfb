namespace ActorServer.Server.Admission;

/// <summary>
/// Bounds how many refusals are logged: a flood of refused clients must not become a flood of log lines. In each window of
/// a second the first few are logged; the rest are counted, and the count goes out with the next line. Pure: the caller
/// brings the time.
/// </summary>
internal sealed class RefusalRate
{
    /// <summary>Lines a second.</summary>
    public const int LinesPerWindow = 10;

    /// <summary>How long a window lasts.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private TimeSpan _windowStart = TimeSpan.MinValue;
    private int _lines;
    private Refusal? _last;

    /// <summary>Refusals not logged yet.</summary>
    public long Suppressed { get; private set; }

    /// <summary>Counts a refusal. Returns the line to log now, or null when it is suppressed for the moment.</summary>
    public Refusal? Note(TimeSpan now, string peer, string reason, string proxy = "")
    {
        if (_windowStart == TimeSpan.MinValue || now - _windowStart >= Window)
        {
            _windowStart = now;
            _lines = 0;
        }

        if (_lines < LinesPerWindow)
        {
            _lines++;
            return Take(new Refusal(peer, reason, 0, proxy));
        }

        Suppressed++;
        _last = new Refusal(peer, reason, 0, proxy);
        return null;
    }

    /// <summary>The line that accounts for what was suppressed, once its window is over; null when nothing is owed.</summary>
    public Refusal? Flush()
    {
        if (_last is not { } last)
            return null;
        Suppressed--;
        return Take(last);
    }

    private Refusal Take(Refusal refusal)
    {
        var line = refusal with { Suppressed = Suppressed };
        Suppressed = 0;
        _last = null;
        return line;
    }

    /// <summary>One logged refusal, and how many others it stands for.</summary>
    internal sealed record Refusal(string Peer, string Reason, long Suppressed, string Proxy = "");
}
