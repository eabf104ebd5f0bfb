using Akka.Actor;
using Akka.Remote.Transport;

namespace ActorServer.Cluster.Gate;

/// <summary>Akka.Remote's own transport, with a gate before everything that comes in.</summary>
internal sealed class GatedTransport : Transport
{
    private readonly Transport _inner;
    private readonly Strangers _strangers = new();
    private volatile Address? _local;

    public GatedTransport(Transport inner, ExtendedActorSystem system)
    {
        _inner = inner;
        System = system;
        Config = inner.Config;
    }

    public override string SchemeIdentifier => _inner.SchemeIdentifier;

    public override long MaximumPayloadBytes => _inner.MaximumPayloadBytes;

    public override bool IsResponsibleFor(Address remote) => _inner.IsResponsibleFor(remote);

    public override Task<bool> Shutdown() => _inner.Shutdown();

    public override Task<bool> ManagementCommand(object message) => _inner.ManagementCommand(message);

    public override async Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen()
    {
        var (address, inner) = await _inner.Listen().ConfigureAwait(false);
        _local = address;
        var listener = new TaskCompletionSource<IAssociationEventListener>();
        _ = PassOnAsync();
        return (address, listener);

        async Task PassOnAsync() => inner.TrySetResult(new Arrivals(this, address, await listener.Task.ConfigureAwait(false)));
    }

    public override async Task<AssociationHandle> Associate(Address remoteAddress)
    {
        var handle = await _inner.Associate(remoteAddress).ConfigureAwait(false);
        // The handle's own local address has the port from which it has called.
        var rules = new InboundRules(_local ?? handle.LocalAddress, remoteAddress);
        return new GatedAssociation(handle, rules, System.EventStream, () => { });
    }

    private sealed class Arrivals(GatedTransport gate, Address local, IAssociationEventListener listener) : IAssociationEventListener
    {
        public void Notify(IAssociationEvent ev)
        {
            if (ev is not InboundAssociation { Association: { } association })
            {
                listener.Notify(ev);
                return;
            }

            var address = association.RemoteAddress.Host ?? "";
            if (!gate._strangers.TryEnter(address))
            {
#pragma warning disable CS0618 // The one that states a reason writes it into the log, for each.
                association.Disassociate();
#pragma warning restore CS0618
                return;
            }

            var rules = new InboundRules(local, expected: null);
            listener.Notify(new InboundAssociation(new GatedAssociation(association, rules, gate.System.EventStream, () => gate._strangers.Leave(address))));
        }
    }
}
