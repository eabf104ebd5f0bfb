namespace OwnWorker;

/// <summary>A service: the guests of a worker, which all its handlers share.</summary>
public sealed class GuestBook
{
    private int _guests;

    /// <summary>Another guest. Which one it is.</summary>
    public int Enter() => Interlocked.Increment(ref _guests);
}
