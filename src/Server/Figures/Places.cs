namespace ActorServer.Server.Figures;

/// <summary>
/// Who is there, each at a place that it keeps for life; the lowest free place is taken next. One thread adds and removes; any other
/// may look meanwhile, and sees each of those that were there all the while.
/// </summary>
/// <typeparam name="T">Who takes a place.</typeparam>
internal sealed class Places<T>
    where T : class
{
    private readonly PriorityQueue<int, int> _free = new();
    private volatile T?[] _at = [];
    private int _end;

    /// <summary>Takes the lowest free place.</summary>
    /// <param name="one">Who takes it.</param>
    /// <param name="tell">Is told the place before anybody can see who is there.</param>
    public int Take(T one, Action<T, int>? tell = null)
    {
        if (!_free.TryDequeue(out var place, out _))
            place = _end++;
        if (place == _at.Length)
        {
            // Those who look go on looking at what there was.
            var larger = new T?[Math.Max(16, _at.Length * 2)];
            _at.CopyTo(larger, 0);
            _at = larger;
        }

        tell?.Invoke(one, place);
        Volatile.Write(ref _at[place], one);
        return place;
    }

    /// <summary>Frees a place.</summary>
    public void Leave(int place)
    {
        Volatile.Write(ref _at[place], null);
        _free.Enqueue(place, place);
    }

    /// <summary>Who is at which place now; null where nobody is, and nothing after the last who is there.</summary>
    public IReadOnlyList<T?> Look()
    {
        var seen = (T?[])_at.Clone();
        var end = seen.Length;
        while (end > 0 && seen[end - 1] is null)
            end--;
        return new ArraySegment<T?>(seen, 0, end);
    }

    /// <summary>Who is there now.</summary>
    public IEnumerable<T> All() => _at.OfType<T>();
}
