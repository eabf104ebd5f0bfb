using Akka.Actor;

namespace ActorServer.Protocol.Inbound;

/// <summary>Makes the one <see cref="AdmittedHosts"/> of an actor system.</summary>
internal sealed class AdmittedHostsProvider : ExtensionIdProvider<AdmittedHosts>
{
    public override AdmittedHosts CreateExtension(ExtendedActorSystem system) => new();
}
