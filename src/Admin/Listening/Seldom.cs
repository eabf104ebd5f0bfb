namespace ActorServer.Admin.Listening;

/// <summary>Lets something be logged once in ten seconds, however often it happens.</summary>
internal sealed class Seldom(TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long? _last;
    private int _suppressed;

    /// <summary>Whether it is to be logged now; how often it was not since it last was.</summary>
    public bool IsDue(out int suppressed)
    {
        lock (_gate)
        {
            suppressed = _suppressed;
            if (_last is { } last && time.GetElapsedTime(last) < Pause)
            {
                _suppressed++;
                return false;
            }

            _last = time.GetTimestamp();
            _suppressed = 0;
            return true;
        }
    }
}
