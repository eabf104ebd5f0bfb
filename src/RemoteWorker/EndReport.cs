using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Messages;
using Akka.Actor;

namespace ActorServer.RemoteWorker;

/// <summary>
/// What the server is told of a client's end: that the socket is released and that the handler has stopped, each exactly once,
/// and in one message where the second follows the first at once, as it mostly does.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="server">The actor in the server that watches over this worker.</param>
internal sealed class EndReport(HandOffClient client, IActorRef server)
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(20);

    private HandOffEnded? _unsaid;
    private ICancelable? _overdue;
    private bool _handlerEnded;

    /// <summary>The client's end-of-file came without TLS's own word for it.</summary>
    public bool Truncated { get; set; }

    /// <summary>The socket has been released.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Nothing more is to be said.</summary>
    public bool IsSaid => HasEnded && _handlerEnded;

    /// <summary>Client and worker have agreed on their TLS. The certificate is the handler's business.</summary>
    public void Agreed(TlsInfo tls) => server.Tell(new HandOffAgreed(client.Number, tls with { ClientCertificate = default }));

    /// <summary>The socket has been released. <see cref="Overdue"/> will come to the actor if its handler does not stop.</summary>
    public void Ended(HandOffOutcome how, string error, IActorContext context)
    {
        HasEnded = true;
        _unsaid = new HandOffEnded(client.Number, how, error, Truncated: Truncated);
        if (_handlerEnded)
            Say();
        else
            _overdue = context.System.Scheduler.ScheduleTellOnceCancelable(AtOnce, context.Self, Overdue.Instance, ActorRefs.NoSender);
    }

    /// <summary>Nothing runs any more of the handler.</summary>
    public void HandlerEnded()
    {
        _handlerEnded = true;
        if (_unsaid is not null)
            Say();
        else if (HasEnded)
            server.Tell(new HandlerEnded(client.Info.Id));
    }

    /// <summary>The end, if it has not been said yet, whether the handler has stopped or not.</summary>
    public void Say()
    {
        _overdue?.Cancel();
        if (_unsaid is { } ended)
            server.Tell(ended with { HandlerEnded = _handlerEnded });
        _unsaid = null;
    }

    /// <summary>To the actor itself: the handler takes its time.</summary>
    internal sealed class Overdue : INoSerializationVerificationNeeded
    {
        public static readonly Overdue Instance = new();
    }
}
