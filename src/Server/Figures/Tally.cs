namespace ActorServer.Server.Figures;

/// <summary>
/// The clients of one service, counted so that they always add up: whoever comes is held until it is served or refused, and served until
/// it is closed. One thread counts; any may read <see cref="Served"/> and <see cref="Held"/>.
/// </summary>
internal sealed class Tally
{
    private readonly Dictionary<string, long> _closed = [];
    private readonly Dictionary<string, long> _refused = [];
    private long _served;
    private long _held;

    /// <summary>All who have come.</summary>
    public long Accepted { get; private set; }

    /// <summary>Who is served now.</summary>
    public long Served => Volatile.Read(ref _served);

    /// <summary>Who has come, and is neither served nor refused yet.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Bytes received, as the closing records say.</summary>
    public long BytesIn { get; private set; }

    /// <summary>Bytes sent, as the closing records say.</summary>
    public long BytesOut { get; private set; }

    /// <summary>A copy of those that were served and are closed, by reason.</summary>
    public IReadOnlyDictionary<string, long> Closed => new SortedDictionary<string, long>(_closed, StringComparer.Ordinal);

    /// <summary>A copy of those that were refused, by reason.</summary>
    public IReadOnlyDictionary<string, long> Refused => new SortedDictionary<string, long>(_refused, StringComparer.Ordinal);

    /// <summary>One has come.</summary>
    public void Enter()
    {
        Accepted++;
        Volatile.Write(ref _held, _held + 1);
    }

    /// <summary>One that was held is served.</summary>
    public void Serve()
    {
        Volatile.Write(ref _held, _held - 1);
        Volatile.Write(ref _served, _served + 1);
    }

    /// <summary>One that was to be served could not be, and has no record: it is held again.</summary>
    public void Unserve()
    {
        Volatile.Write(ref _served, _served - 1);
        Volatile.Write(ref _held, _held + 1);
    }

    /// <summary>One that was held is refused.</summary>
    public void Refuse(string reason)
    {
        Volatile.Write(ref _held, _held - 1);
        _refused[reason] = _refused.GetValueOrDefault(reason) + 1;
    }

    /// <summary>One that was served is closed.</summary>
    public void Close(string reason, long bytesIn, long bytesOut)
    {
        Volatile.Write(ref _served, _served - 1);
        _closed[reason] = _closed.GetValueOrDefault(reason) + 1;
        BytesIn += bytesIn;
        BytesOut += bytesOut;
    }
}
