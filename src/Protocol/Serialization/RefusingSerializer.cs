using System.Diagnostics.CodeAnalysis;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace ActorServer.Protocol.Serialization;

/// <summary>
/// Stands where Akka.NET has its JSON serializer, which writes any object and, reading, creates whatever type the sender
/// names. Between server and worker only what was bound to a serializer on purpose may travel.
/// </summary>
internal sealed class RefusingSerializer : Serializer
{
    /// <summary>The constructor that Akka.NET wants of any serializer.</summary>
    public RefusingSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <summary>The constructor that Akka.NET wants of what stands under the name <c>json</c>, as there are settings for that.</summary>
    [SuppressMessage("Style", "IDE0060", Justification = "The settings are the JSON serializer's.")]
    public RefusingSerializer(ExtendedActorSystem system, Config settings)
        : base(system)
    {
    }

    /// <summary>An id of its own, so that bytes marked as JSON find no serializer.</summary>
    public const int Id = 7789;

    public override int Identifier => Id;

    public override bool IncludeManifest => true;

    public override byte[] ToBinary(object obj)
    {
        var type = obj.GetType();
        throw new SerializationException(
            $"{type.FullName} is not bound to a serializer and cannot leave this process. Bind it: akka.actor.serialization-bindings "
            + $"{{ \"{type.FullName}, {type.Assembly.GetName().Name}\" = <a serializer named in akka.actor.serializers> }}, in the server and in its workers.");
    }

    public override object FromBinary(byte[] bytes, Type type) =>
        throw new SerializationException($"{type?.FullName ?? "A message without a type"} is not bound to a serializer and is not read.");
}
