namespace ActorServer.Protocol.Serialization;

/// <summary>
/// How one type of message is written. Extend-only: a manifest keeps its meaning for ever, a field its number and type; new
/// fields are optional and skipped by older readers; a message that must change otherwise gets a new manifest.
/// </summary>
/// <param name="Manifest">Names the message and the version of its format on the wire.</param>
/// <param name="Type">The message's type.</param>
/// <param name="Write">Writes a message of that type.</param>
/// <param name="Read">Reads it; may keep the array.</param>
internal sealed record MessageFormat(string Manifest, Type Type, Func<object, byte[]> Write, Func<byte[], object> Read)
{
    /// <summary>
    /// Throws where reading would. Returns the path of the actor that the message names, unresolved; null if it names none. A message with a
    /// client's bytes has one that does not copy them.
    /// </summary>
    public Func<ReadOnlySpan<byte>, string?> Check { get; init; } = bytes =>
    {
        Read(bytes.ToArray());
        return null;
    };

    /// <summary>The format of a message with fields.</summary>
    public static MessageFormat Of<T>(string manifest, Func<T, byte[]> write, Func<byte[], T> read)
        where T : class =>
        new(manifest, typeof(T), message => write((T)message), read);

    /// <summary>The format of a message that says everything by its type.</summary>
    public static MessageFormat OfOnly<T>(string manifest, T instance)
        where T : class =>
        new(manifest, typeof(T), _ => [], bytes => SkipAll(bytes, instance));

    /// <summary>Passes over all fields.</summary>
    public static void Walk(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
            reader.Skip();
    }

    private static T SkipAll<T>(byte[] bytes, T instance)
    {
        Walk(bytes);
        return instance;
    }
}
