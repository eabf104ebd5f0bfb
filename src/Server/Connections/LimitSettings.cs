using ActorServer.Server.Configuration;

namespace ActorServer.Server.Connections;

/// <summary>The limits of one service; a duration of zero switches a timeout off.</summary>
internal sealed record LimitSettings(
    int MaxConnections,
    int MaxWaiting,
    TimeSpan QueueTimeout,
    TimeSpan LingerTimeout,
    TimeSpan IdleTimeout,
    TimeSpan FirstByteTimeout,
    TimeSpan SendStallTimeout,
    TimeSpan MaxLifetime,
    TimeSpan PeerClosedTimeout = default)
{
    // Not zero, with which what still waits to be sent when the handler has ended would be given the linger timeout alone.
    private static readonly TimeSpan Never = TimeSpan.FromDays(24);

    // The front closes a leg when it has read its end, which takes a round trip.
    private static readonly TimeSpan LeastLingerOfLeg = TimeSpan.FromSeconds(2);

    /// <summary>How long a handler may let input wait, without taking or writing anything.</summary>
    public TimeSpan HandlerStallTimeout { get; init; }

    /// <summary>Bytes a second that a client has to take while output waits for it; 0 for any.</summary>
    public int MinRate { get; init; }

    /// <summary>For so long output has to wait before its rate is judged.</summary>
    public TimeSpan MinRateGrace { get; init; }

    /// <summary>
    /// The same for a client that a front has placed here: what is the client's the front sees to alone, or both would and the records would
    /// say different things. Of the leg's own failing the kernel tells.
    /// </summary>
    public LimitSettings ForLeg() => this with
    {
        IdleTimeout = TimeSpan.Zero,
        FirstByteTimeout = TimeSpan.Zero,
        MaxLifetime = TimeSpan.Zero,
        MinRate = 0,
        SendStallTimeout = Never,
        LingerTimeout = LingerTimeout > LeastLingerOfLeg ? LingerTimeout : LeastLingerOfLeg,
    };

    public static LimitSettings From(SectionReader section) => new(
        section.Number("max-connections", 1),
        section.Number("max-waiting", 0),
        section.Duration("queue-timeout"),
        section.Duration("linger-timeout"),
        section.Duration("idle-timeout"),
        section.Duration("first-byte-timeout"),
        section.Duration("send-stall-timeout"),
        section.Duration("max-lifetime"),
        section.Duration("peer-closed-timeout"))
    {
        HandlerStallTimeout = section.Duration("handler-stall-timeout"),
        MinRate = section.Number("min-rate", 0),
        MinRateGrace = section.Duration("min-rate-grace") is { Ticks: > 0 } grace ? grace : throw section.Wrong("min-rate-grace", "a time above 0s, such as 5s"),
    };
}
