using Akka.Actor;
using Akka.Remote.Transport;

namespace ActorServer.Cluster.Gate;

/// <summary>Creates a <see cref="GatedTransport"/>, for Akka.Remote, which finds this type in the configuration.</summary>
internal sealed class GateProvider : ITransportAdapterProvider
{
    public Transport Create(Transport wrappedTransport, ExtendedActorSystem system) => new GatedTransport(wrappedTransport, system);
}
