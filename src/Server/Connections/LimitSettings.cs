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
    /// <summary>How long a handler may let input wait, without taking or writing anything.</summary>
    public TimeSpan HandlerStallTimeout { get; init; }

    /// <summary>Bytes a second that a client has to take while output waits for it; 0 for any.</summary>
    public int MinRate { get; init; }

    /// <summary>For so long output has to wait before its rate is judged.</summary>
    public TimeSpan MinRateGrace { get; init; }

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
