using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace ActorServer.Protocol.Serialization;

/// <summary>
/// Writes every message of ActorServer's that crosses from process to process: explicit, versioned by manifest,
/// extend-only. Whatever bytes it is given, reading ends with a message or a <see cref="SerializationException"/>.
/// </summary>
internal sealed class ProtocolSerializer : SerializerWithStringManifest
{
    /// <summary>The serializer's id on the wire.</summary>
    public const int Id = 7788;

    private readonly Dictionary<Type, MessageFormat> _byType;
    private readonly Dictionary<string, MessageFormat> _byManifest;
    private readonly int _longestManifest;

    public ProtocolSerializer(ExtendedActorSystem system)
        : base(system)
    {
        MessageFormat[] formats = [.. TcpFormats.All(system), .. ControlFormats.All(system), .. HandOffFormats.All];
        _byType = formats.ToDictionary(format => format.Type);
        _byManifest = formats.ToDictionary(format => format.Manifest, StringComparer.Ordinal);
        _longestManifest = formats.Max(format => format.Manifest.Length);
    }

    public override int Identifier => Id;

    /// <summary>Every type it writes; these are bound to it.</summary>
    public IEnumerable<Type> Types => _byType.Keys;

    public override string Manifest(object o) => FormatOf(o).Manifest;

    public override byte[] ToBinary(object obj) => FormatOf(obj).Write(obj);

    public override object FromBinary(byte[] bytes, string manifest)
    {
        var format = FormatOf(manifest);
        try
        {
            return format.Read(bytes);
        }
        catch (Exception fault) when (fault is not SerializationException)
        {
            throw Unreadable(manifest, fault);
        }
    }

    /// <summary>
    /// Finds out whether the bytes can be read, for whoever wants to know before they go on. Returns the path of the actor that the message
    /// names, which reading it would resolve; null if it names none.
    /// </summary>
    /// <exception cref="SerializationException">They cannot.</exception>
    public string? Check(ReadOnlySpan<byte> bytes, string manifest)
    {
        var format = FormatOf(manifest);
        try
        {
            return format.Check(bytes);
        }
        catch (Exception fault) when (fault is not SerializationException)
        {
            throw Unreadable(manifest, fault);
        }
    }

    private static SerializationException Unreadable(string manifest, Exception fault) =>
        new($"A message with manifest '{manifest}' cannot be read: {fault.Message}", fault);

    private MessageFormat FormatOf(string manifest) => manifest is not null && _byManifest.TryGetValue(manifest, out var format)
        ? format
        : throw new SerializationException(manifest?.Length <= _longestManifest ? $"No message has the manifest '{manifest}'." : "No message has a manifest as long as that.");

    private MessageFormat FormatOf(object message) => _byType.TryGetValue(message.GetType(), out var format)
        ? format
        : throw new SerializationException($"{message.GetType().FullName} is not one of the messages this serializer writes.");
}
