using System.Runtime.Serialization;
using ActorServer.Protocol.Inbound;
using Akka.Actor;

namespace ActorServer.Protocol.Serialization;

/// <summary>
/// An actor that a message names by its path. The sender has chosen the path, and Akka warns of each whose address it does not know: what
/// comes from a worker is therefore checked before it is resolved.
/// </summary>
internal static class NamedActor
{
    /// <summary>The path. Throws where resolving it would, and resolves nothing.</summary>
    public static string Check(string? path)
    {
        var named = Bounded(path);
        _ = ActorPath.TryParse(named, out _);
        return named;
    }

    /// <summary>The actor.</summary>
    public static IActorRef Resolve(ExtendedActorSystem system, string? path) => system.Provider.ResolveActorRef(Bounded(path));

    private static string Bounded(string? path) => Required.Field(path).Length <= AkkaActorRef.MaxPathLength
        ? path!
        : throw new SerializationException($"A message names an actor by a path of more than {AkkaActorRef.MaxPathLength} characters.");
}
