namespace ActorServer.Server.Accepting;

/// <summary>
/// Brings accepted sockets back into the order in which the kernel handed them out. Akka.IO numbers its connection actors
/// in that order but runs them concurrently, so their reports arrive in any. Pure.
/// </summary>
/// <typeparam name="T">What is put in order.</typeparam>
internal sealed class AcceptOrder<T>
{
    private const string Digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";

    private readonly Dictionary<long, (bool Present, T? Item)> _early = [];
    private long _next;

    /// <summary>The number that the others wait for, or null when nobody waits.</summary>
    public long? Awaited => _early.Count > 0 ? _next : null;

    /// <summary>
    /// Takes the item with this number; returns those whose turn has come, in order. One that comes after it was given up has
    /// its turn at once.
    /// </summary>
    public IReadOnlyList<T> Add(long number, T item) => number < _next ? [item] : Place(number, (true, item));

    /// <summary>The item with this number will never come.</summary>
    public IReadOnlyList<T> Skip(long number) => number < _next ? [] : Place(number, (false, default));

    /// <summary>Gives up what is awaited; returns those whose turn has come with that.</summary>
    public IReadOnlyList<T> GiveUpAwaited()
    {
        if (_early.Count > 0)
            _next = _early.Keys.Min();
        return TakeDue();
    }

    /// <summary>Takes out, in order, what still waits for one that has not come.</summary>
    public IReadOnlyList<T> TakeWaiting()
    {
        var waiting = _early.OrderBy(entry => entry.Key).Where(entry => entry.Value.Present).Select(entry => entry.Value.Item!).ToArray();
        _early.Clear();
        return waiting;
    }

    /// <summary>The number in the name of an actor that its parent named by counting (<c>$a</c>, <c>$b</c>, …), or -1.</summary>
    public static long NumberOf(string actorName)
    {
        if (actorName.Length < 2 || actorName[0] != '$')
            return -1;
        long number = 0;
        for (var i = actorName.Length - 1; i >= 1; i--)
        {
            var digit = Digits.IndexOf(actorName[i]);
            if (digit < 0)
                return -1;
            number = (number << 6) + digit;
        }

        return number;
    }

    private List<T> Place(long number, (bool Present, T? Item) entry)
    {
        _early[number] = entry;
        return TakeDue();
    }

    private List<T> TakeDue()
    {
        var due = new List<T>();
        while (_early.Remove(_next, out var next))
        {
            _next++;
            if (next.Present)
                due.Add(next.Item!);
        }

        return due;
    }
}
