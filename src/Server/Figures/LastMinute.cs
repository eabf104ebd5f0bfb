namespace ActorServer.Server.Figures;

/// <summary>
/// What has happened in each of the last sixty seconds, and how long the connections lasted that closed in them. Bounded: a second costs
/// its few counts, and its buckets where something closed. Pure: the caller brings the time, in milliseconds.
/// </summary>
internal sealed class LastMinute
{
    private const int Seconds = 60;

    private readonly Second[] _seconds = [.. Enumerable.Range(0, Seconds).Select(_ => new Second())];

    /// <summary>A client has come.</summary>
    public void Accepted(long now) => At(now).Accepted++;

    /// <summary>A client was refused.</summary>
    public void Refused(long now) => At(now).Refused++;

    /// <summary>A connection has closed.</summary>
    public void Closed(long now, double lasted, long bytes)
    {
        var second = At(now);
        second.Bytes += bytes;
        (second.Lasted ??= new Durations()).Add(lasted);
    }

    /// <summary>The figures: the rates are those of the last whole second.</summary>
    public Summary Read(long now)
    {
        var current = now / 1000;
        var all = new Durations();
        Second? last = null;
        foreach (var second in _seconds)
        {
            if (second.Number > current - Seconds && second.Lasted is not null)
                all.Add(second.Lasted);
            if (second.Number == current - 1)
                last = second;
        }

        return new Summary(last?.Accepted ?? 0, last?.Refused ?? 0, last?.Bytes ?? 0, all.Quantile(0.5), all.Quantile(0.99));
    }

    private Second At(long now)
    {
        var number = now / 1000;
        var second = _seconds[number % Seconds];
        if (second.Number != number)
            second.Begin(number);
        return second;
    }

    /// <summary>What there is to be said of it.</summary>
    /// <param name="Accepted">Clients a second.</param>
    /// <param name="Refused">Clients a second.</param>
    /// <param name="Bytes">Bytes a second.</param>
    /// <param name="P50">Seconds; null where nothing closed.</param>
    /// <param name="P99">Likewise.</param>
    internal readonly record struct Summary(long Accepted, long Refused, long Bytes, double? P50, double? P99);

    private sealed class Second
    {
        public long Number { get; private set; } = -1;

        public long Accepted { get; set; }

        public long Refused { get; set; }

        public long Bytes { get; set; }

        public Durations? Lasted { get; set; }

        public void Begin(long number)
        {
            (Number, Accepted, Refused, Bytes) = (number, 0, 0, 0);
            Lasted?.Clear();
        }
    }
}
