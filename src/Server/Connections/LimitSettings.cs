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
    public static LimitSettings From(SectionReader section) => new(
        section.Number("max-connections", 1),
        section.Number("max-waiting", 0),
        section.Duration("queue-timeout"),
        section.Duration("linger-timeout"),
        section.Duration("idle-timeout"),
        section.Duration("first-byte-timeout"),
        section.Duration("send-stall-timeout"),
        section.Duration("max-lifetime"),
        section.Duration("peer-closed-timeout"));
}
