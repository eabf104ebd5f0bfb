namespace ActorServer.Server.Figures;

/// <summary>How the lengths of times are spread, in buckets each of which is a sixth wider than the one before. Pure.</summary>
internal sealed class Durations
{
    private const double Shortest = 0.0001;
    private const double Longest = 86_400;
    private const double Growth = 1.15;

    private static readonly double LogGrowth = Math.Log(Growth);
    private static readonly int Buckets = IndexOf(Longest) + 1;

    private readonly int[] _counts = new int[Buckets];

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>One more, in seconds.</summary>
    public void Add(double seconds)
    {
        _counts[IndexOf(Math.Min(seconds, Longest))]++;
        Count++;
    }

    /// <summary>All of another, too.</summary>
    public void Add(Durations other)
    {
        for (var i = 0; i < Buckets; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
    }

    /// <summary>There are none any more.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
    }

    /// <summary>Seconds: such a share of all took no longer, to within a twelfth; null where there are none.</summary>
    /// <param name="share">0 to 1.</param>
    public double? Quantile(double share)
    {
        if (Count == 0)
            return null;
        var wanted = Math.Max(1, (long)Math.Ceiling(share * Count));
        var index = 0;
        for (long seen = _counts[0]; seen < wanted; seen += _counts[index])
            index++;
        return Shortest * Math.Pow(Growth, index - 0.5);
    }

    private static int IndexOf(double seconds) => seconds <= Shortest ? 0 : (int)Math.Ceiling(Math.Log(seconds / Shortest) / LogGrowth);
}
