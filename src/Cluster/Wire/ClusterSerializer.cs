using System.Runtime.Serialization;
using ActorServer.Protocol.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace ActorServer.Cluster.Wire;

/// <summary>
/// Writes what nodes say to each other beyond Akka.Cluster's own messages. Whatever bytes it is given, reading ends with a message or a
/// <see cref="SerializationException"/>.
/// </summary>
internal sealed class ClusterSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>The serializer's id on the wire.</summary>
    public const int Id = 7790;

    private static readonly Dictionary<Type, MessageFormat> ByType = ClusterFormats.All.ToDictionary(format => format.Type);
    private static readonly Dictionary<string, MessageFormat> ByManifest = ClusterFormats.All.ToDictionary(format => format.Manifest, StringComparer.Ordinal);

    public override int Identifier => Id;

    /// <summary>The type that a manifest stands for; null for one that this version does not know.</summary>
    public static Type? TypeOf(string manifest) => ByManifest.GetValueOrDefault(manifest)?.Type;

    /// <summary>Finds out whether the bytes can be read.</summary>
    /// <exception cref="SerializationException">They cannot.</exception>
    public static void Check(ReadOnlySpan<byte> bytes, string manifest) => FormatOf(manifest).Check(bytes);

    public override string Manifest(object o) => FormatOf(o.GetType()).Manifest;

    public override byte[] ToBinary(object obj) => FormatOf(obj.GetType()).Write(obj);

    public override object FromBinary(byte[] bytes, string manifest) => FormatOf(manifest).Read(bytes);

    private static MessageFormat FormatOf(string manifest) => ByManifest.GetValueOrDefault(manifest)
        ?? throw new SerializationException($"No message of the cluster has the manifest '{manifest}'.");

    private static MessageFormat FormatOf(Type type) => ByType.GetValueOrDefault(type)
        ?? throw new SerializationException($"{type.FullName} is not one of the messages of the cluster.");
}
