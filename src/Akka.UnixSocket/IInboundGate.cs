using Akka.Remote.Transport;

namespace ActorServer.UnixSocket;

/// <summary>
/// What stands between the frames that one association brings and Akka.Remote, where the peer is not trusted. Used by one reader
/// at a time.
/// </summary>
internal interface IInboundGate
{
    /// <summary>Whether nothing more is to be delivered before <see cref="PaceAsync"/>.</summary>
    bool IsFull { get; }

    /// <summary>Whether nothing is let in any more.</summary>
    bool IsShut { get; }

    /// <summary>Delivers the frame, if it may be.</summary>
    void Deliver(ReadOnlySpan<byte> frame, IHandleEventListener listener);

    /// <summary>Counts what was not even a frame.</summary>
    void Refuse(string what);

    /// <summary>Completes when more may be delivered.</summary>
    Task PaceAsync(IHandleEventListener listener);
}
