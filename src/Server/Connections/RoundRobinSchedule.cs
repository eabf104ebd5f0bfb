namespace ActorServer.Server.Connections;

/// <summary>
/// Spreads what has to be done once in a period for each of many over that period, so that it never comes for all at once.
/// Pure: the caller brings the time.
/// </summary>
/// <typeparam name="T">Who has a turn.</typeparam>
internal sealed class RoundRobinSchedule<T>
{
    private readonly Dictionary<string, T>[] _turns;
    private readonly Dictionary<string, int> _turnOf = [];
    private int _next;
    private int _now;

    /// <summary>So many turns make a period.</summary>
    public RoundRobinSchedule(int count) => _turns = [.. Enumerable.Range(0, count).Select(_ => new Dictionary<string, T>())];

    /// <summary>Whether nobody has a turn.</summary>
    public bool IsEmpty => _turnOf.Count == 0;

    /// <summary>One more, who has a turn in each period from now on.</summary>
    public void Add(string id, T one)
    {
        _next = (_next + 1) % _turns.Length;
        _turnOf.Add(id, _next);
        _turns[_next].Add(id, one);
    }

    /// <summary>One fewer, if it is there.</summary>
    public void Remove(string id)
    {
        if (_turnOf.Remove(id, out var turn))
            _turns[turn].Remove(id);
    }

    /// <summary>Those whose turn is now.</summary>
    public IReadOnlyCollection<T> Next()
    {
        _now = (_now + 1) % _turns.Length;
        return _turns[_now].Values;
    }
}
