using Akka.Actor;

namespace ActorServer.Protocol.Serialization;

/// <summary>
/// An actor that was deployed to a worker has failed; the text says with what. The exception's own type is not sent:
/// it need not exist in the server, and reading it would let a worker name a type for the server to create.
/// </summary>
internal sealed class RemoteActorFailedException(string failure) : AkkaException(failure);
