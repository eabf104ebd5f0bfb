namespace ActorServer.Admin.Access;

/// <summary>
/// How many wrong tokens are heard: ten at once, then one a second. While there are more, a token that could be guessed is not
/// even looked at. One bound for all: sources are cheap.
/// </summary>
internal sealed class Attempts(TimeProvider time)
{
    private const double Most = 10;
    private const double ASecond = 1;

    private readonly Lock _gate = new();
    private double _left = Most;
    private long _seen = time.GetTimestamp();

    /// <summary>Whether another wrong one would be heard.</summary>
    public bool AreLeft
    {
        get
        {
            lock (_gate)
            {
                Refill();
                return _left >= 1;
            }
        }
    }

    /// <summary>Notes a wrong token.</summary>
    public void Note()
    {
        lock (_gate)
        {
            Refill();
            _left = Math.Max(0, _left - 1);
        }
    }

    private void Refill()
    {
        var now = time.GetTimestamp();
        _left = Math.Min(Most, _left + (time.GetElapsedTime(_seen, now).TotalSeconds * ASecond));
        _seen = now;
    }
}
