namespace ActorServer.Server.Workers;

/// <summary>
/// The clients that a worker serves, and the last that it has served: of what it writes some comes later than the news that they have
/// ended. Thread-safe.
/// </summary>
internal sealed class ServedClients
{
    /// <summary>So many are remembered that have ended.</summary>
    public const int MostEnded = 100;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _served = new(StringComparer.Ordinal);
    private readonly Queue<string> _ended = new();

    /// <summary>It serves this connection from now on.</summary>
    public void Add(string connection)
    {
        lock (_gate)
            _served.Add(connection);
    }

    /// <summary>It has served it.</summary>
    public void End(string connection)
    {
        lock (_gate)
        {
            _ended.Enqueue(connection);
            while (_ended.Count > MostEnded)
                _served.Remove(_ended.Dequeue());
        }
    }

    /// <summary>Whether it can have to do with this connection.</summary>
    public bool Contains(string connection)
    {
        lock (_gate)
            return _served.Contains(connection);
    }
}
