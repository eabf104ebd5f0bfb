namespace ActorServer.Server.Figures;

/// <summary>The last few of many. Thread-safe.</summary>
/// <typeparam name="T">What is kept.</typeparam>
/// <param name="size">So many are kept.</param>
internal sealed class Ring<T>(int size)
{
    private readonly Queue<T> _kept = new();

    // Held for as long as it takes to copy a hundred references.
    private readonly Lock _gate = new();

    /// <summary>Keeps one more, and forgets the oldest where there are too many.</summary>
    public void Add(T one)
    {
        lock (_gate)
        {
            if (_kept.Count == size)
                _kept.Dequeue();
            _kept.Enqueue(one);
        }
    }

    /// <summary>What is kept, the oldest first.</summary>
    public IReadOnlyList<T> All()
    {
        lock (_gate)
            return [.. _kept];
    }
}
