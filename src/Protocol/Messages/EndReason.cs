using System.Collections.Frozen;

namespace ActorServer.Protocol.Messages;

/// <summary>The words that a closing record gives as its reason. Whoever initiates the end names it.</summary>
internal static class EndReason
{
    public const string PeerClosed = "peer-closed";
    public const string PeerReset = "peer-reset";
    public const string HandlerClosed = "handler-closed";
    public const string HandlerFailed = "handler-failed";
    public const string HandshakeFailed = "handshake-failed";
    public const string WorkerDied = "worker-died";
    public const string WorkerUnavailable = "worker-unavailable";
    public const string NodeLost = "node-lost";
    public const string HandshakeTimeout = "handshake-timeout";
    public const string FirstByteTimeout = "first-byte-timeout";
    public const string IdleTimeout = "idle-timeout";
    public const string SendStallTimeout = "send-stall-timeout";
    public const string MaxLifetime = "max-lifetime";
    public const string PeerClosedTimeout = "peer-closed-timeout";
    public const string HandlerStalled = "handler-stalled";
    public const string TooSlow = "too-slow";
    public const string OperatorClosed = "operator-closed";
    public const string DrainDeadline = "drain-deadline";
    public const string Killed = "killed";

    private static readonly FrozenSet<string> Known = new[]
    {
        PeerClosed, PeerReset, HandlerClosed, HandlerFailed, HandshakeFailed, WorkerDied, WorkerUnavailable, NodeLost, HandshakeTimeout, FirstByteTimeout,
        IdleTimeout, SendStallTimeout, MaxLifetime, PeerClosedTimeout, HandlerStalled, TooSlow, OperatorClosed, DrainDeadline, Killed,
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether it is one of these. They are counted one by one, so that a word from elsewhere must not be a new one.</summary>
    public static bool IsKnown(string reason) => Known.Contains(reason);
}
