using Akka.Actor;

namespace ActorServer.Protocol.Inbound;

/// <summary>Makes the one <see cref="RemotingCredentials"/> of an actor system.</summary>
internal sealed class RemotingCredentialsProvider : ExtensionIdProvider<RemotingCredentials>
{
    public override RemotingCredentials CreateExtension(ExtendedActorSystem system) => new();
}
