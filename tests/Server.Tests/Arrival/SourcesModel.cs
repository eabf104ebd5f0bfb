using ActorServer.Protocol.Messages;
using ActorServer.Server.Arrival;

namespace ActorServer.Server.Tests.Arrival;

/// <summary>What <see cref="Sources"/> does, said as simply as possible: tokens are fractions, and everything is searched for.</summary>
internal sealed class SourcesModel(SourceSettings settings, PenaltySettings penalties, int mostIdle)
{
    // Those of which nothing has been heard for longest first.
    private readonly List<Known> _known = [];

    public int Count => _known.Count;

    public int Clients => _known.Sum(source => source.Clients.Count);

    public string? WhyNot(int number, TimeSpan now)
    {
        var source = Heard(number, now);
        source.Refill(settings.Rate, now);
        var reason = source.Refused && source.PenalisedUntil > now ? RefusalReason.Penalised
            : source.Clients.Count >= settings.MaxConnections ? RefusalReason.SourceFull
            : source.Tokens < 1 ? RefusalReason.SourceRate
            : null;
        if (reason is null)
            source.Tokens -= 1;
        ForgetSome(source, now);
        return reason;
    }

    public object Enter(int number)
    {
        var client = new object();
        Heard(number, default).Clients.Add(client);
        return client;
    }

    public object? AnyClientOf(int number) => _known.Find(source => source.Number == number)?.Clients.FirstOrDefault();

    public void Leave(object client, TimeSpan now, string? end)
    {
        var source = _known.Single(source => source.Clients.Remove(client));
        _known.Remove(source);
        _known.Add(source);
        if (end is not null)
            Penalise(source, now, end == EndReason.WorkerDied ? penalties.WorkerDied : penalties.HandlerFailed);
        ForgetSome(source, now);
    }

    private void Penalise(Known source, TimeSpan now, TimeSpan penalty)
    {
        if (source.PenalisedUntil <= now)
            (source.PenalisedUntil, source.Refused) = (now, false);
        source.PenalisedUntil = TimeSpan.FromTicks(Math.Min((source.PenalisedUntil + penalty).Ticks, (now + penalties.Longest).Ticks));
        source.Refused |= source.PenalisedUntil - now >= penalties.Threshold;
    }

    private Known Heard(int number, TimeSpan now)
    {
        var source = _known.Find(source => source.Number == number) ?? new Known(number) { Tokens = settings.Rate.Burst, FilledAt = now };
        _known.Remove(source);
        _known.Add(source);
        return source;
    }

    private void ForgetSome(Known source, TimeSpan now)
    {
        source.Refill(settings.Rate, now);
        if (source.Clients.Count == 0 && source.Tokens >= settings.Rate.Burst && source.PenalisedUntil <= now)
            _known.Remove(source);
        else if (source.Clients.Count == 0 && _known.Count(known => known.Clients.Count == 0) > mostIdle)
            _known.Remove(_known.First(known => known.Clients.Count == 0));
    }

    private sealed class Known(int number)
    {
        public int Number => number;

        public List<object> Clients { get; } = [];

        public decimal Tokens { get; set; }

        public TimeSpan FilledAt { get; set; }

        public TimeSpan PenalisedUntil { get; set; }

        public bool Refused { get; set; }

        public void Refill(RateSettings rate, TimeSpan now)
        {
            Tokens = Math.Min(rate.Burst, Tokens + (rate.PerSecond * (decimal)(now - FilledAt).Ticks / TimeSpan.TicksPerSecond));
            FilledAt = now;
        }
    }
}
