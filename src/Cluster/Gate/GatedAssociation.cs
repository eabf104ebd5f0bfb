using ActorServer.Cluster.Places;
using ActorServer.Cluster.Wire;
using Akka.Event;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace ActorServer.Cluster.Gate;

/// <summary>An association that brings only what <see cref="InboundRules"/> let in.</summary>
internal sealed class GatedAssociation : AssociationHandle, IHandleEventListener
{
    private readonly AssociationHandle _inner;
    private readonly InboundRules _rules;
    private readonly EventStream _events;
    private readonly Action _introduced;
    private IHandleEventListener? _listener;
    private int _isStranger = 1;
    private volatile bool _isEndedHere;

    /// <param name="inner">The transport's own.</param>
    /// <param name="rules">For this peer.</param>
    /// <param name="events">Is told of an <see cref="AssociationCut"/>.</param>
    /// <param name="introduced">Called once, when the peer is known or gone.</param>
    public GatedAssociation(AssociationHandle inner, InboundRules rules, EventStream events, Action introduced)
        : base(inner.LocalAddress, inner.RemoteAddress)
    {
        (_inner, _rules, _events, _introduced) = (inner, rules, events, introduced);
        ReadHandlerSource.Task.ContinueWith(
            listener =>
            {
                _listener = listener.Result;
                inner.ReadHandlerSource.TrySetResult(this);
            },
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private NodeName? Node => _rules.Peer is { } peer ? NodePaths.NameOf(peer) : null;

    public override bool Write(ByteString payload) => _inner.Write(payload);

    [Obsolete("Akka.Remote's own calls are still this one.")]
    public override void Disassociate()
    {
        _isEndedHere = true;
        Introduce();
        _inner.Disassociate();
    }

    void IHandleEventListener.Notify(IHandleEvent ev)
    {
        switch (ev)
        {
            case InboundPayload payload:
                if (!_rules.Admits(payload.Payload.Span))
                    return;
                if (_rules.Peer is not null)
                    Introduce();
                if (_rules.HasSaidFarewell && Node is { } farewell)
                    _events.Publish(new FarewellHeard(farewell));
                break;
            case Disassociated:
                Introduce();
                if (!_isEndedHere && !_rules.HasSaidGoodbye && !_rules.HasSaidFarewell && Node is { } node)
                    _events.Publish(new AssociationCut(node));
                break;
        }

        _listener!.Notify(ev);
    }

    private void Introduce()
    {
        if (Interlocked.Exchange(ref _isStranger, 0) == 1)
            _introduced();
    }
}
