namespace ActorServer.Cluster.Nodes;

/// <summary>How long the last hundred reservations on a node took.</summary>
internal sealed class RoundTrips
{
    private const int Kept = 100;

    private readonly TimeSpan[] _last = new TimeSpan[Kept];
    private long _count;

    /// <summary>One more.</summary>
    public void Add(TimeSpan roundTrip) => _last[_count++ % Kept] = roundTrip;

    /// <summary>The one in the middle; null before the first.</summary>
    public TimeSpan? Median => _count == 0 ? null : _last.Take((int)Math.Min(_count, Kept)).Order().ElementAt((int)((Math.Min(_count, Kept) - 1) / 2));
}
