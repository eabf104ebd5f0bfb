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

    /// <summary>Takes the item with this number; returns those whose turn has come, in order.</summary>
    public IEnumerable<T> Add(long number, T item) => Place(number, (true, item));

    /// <summary>The item with this number will never come.</summary>
    public IEnumerable<T> Skip(long number) => Place(number, (false, default));

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
