namespace ActorServer.RemoteWorker;

/// <summary>
/// Which hand-offs a worker has taken. Each connection in the server sends its own socket, and tries again where there is no room: so
/// they come nearly in the order of their numbers, and some never. What is remembered is bounded: a number that has not come
/// when ones so much higher have counts as taken.
/// </summary>
internal sealed class TakenNumbers
{
    /// <summary>More than a worker can have under way to it.</summary>
    public const int Window = 4096;

    private readonly SortedSet<long> _missing = [];
    private long _highest;

    /// <summary>Whether this one has come. A number that has not been given out yet has not.</summary>
    public bool Contains(long number) => number <= _highest && !_missing.Contains(number);

    /// <summary>This one has come.</summary>
    public void Add(long number)
    {
        for (var skipped = Math.Max(_highest + 1, number - Window); skipped < number; skipped++)
            _missing.Add(skipped);
        _missing.Remove(number);
        _highest = Math.Max(_highest, number);
        while (_missing.Count > 0 && _missing.Min < Oldest)
            _missing.Remove(_missing.Min);
    }

    /// <summary>The lowest number that may still be missing.</summary>
    public long Oldest => _highest - Window;
}
