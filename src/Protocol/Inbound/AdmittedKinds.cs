using ActorServer.Protocol.Serialization;


namespace ActorServer.Protocol.Inbound;

/// <summary>
/// Which kinds of message a worker may send at all. What is not listed is not even deserialized: some of Akka.Remote's
/// formats create types that the sender names, and among the system messages are those that stop any actor.
/// </summary>
internal static class AdmittedKinds
{
    /// <summary>The id of Akka.Remote's serializer for messages that are addressed by selection.</summary>
    public const int Containers = 6;

    private const int Misc = 16;
    private const int SystemMessages = 22;

    /// <summary>A message to an actor itself.</summary>
    public static bool Direct(AkkaPayload payload) => payload.SerializerId switch
    {
        ProtocolSerializer.Id => true,
        Misc => IsHeartbeat(payload.Manifest),
        SystemMessages => AkkaSystemMessage.IsHarmless(payload.Manifest),
        _ => false,
    };

    /// <summary>One of those by which actors supervise and watch each other.</summary>
    public static bool IsSystemMessage(AkkaPayload payload) => payload.SerializerId == SystemMessages || IsFailure(payload);

    /// <summary>The system message by which a parent hears that its child has failed.</summary>
    public static bool IsFailure(AkkaPayload payload) =>
        payload.SerializerId == ProtocolSerializer.Id && payload.Manifest.SequenceEqual(ControlFormats.FailedManifest);

    /// <summary>A message inside a selection.</summary>
    public static bool Selected(AkkaPayload payload) =>
        (payload.SerializerId == ProtocolSerializer.Id && !IsFailure(payload)) || (payload.SerializerId == Misc && IsHeartbeat(payload.Manifest));

    /// <summary>A write with at least one byte.</summary>
    public static bool CarriesBytes(AkkaPayload payload) =>
        payload.SerializerId == ProtocolSerializer.Id && payload.Manifest.SequenceEqual(TcpFormats.WriteManifest) && TcpFormats.HasBytes(payload.Message);

    /// <summary>The word that a handler takes the next piece of what its client sends.</summary>
    public static bool AsksForBytes(AkkaPayload payload) =>
        payload.SerializerId == ProtocolSerializer.Id && payload.Manifest.SequenceEqual(TcpFormats.ResumeReadingManifest);

    private static bool IsHeartbeat(ReadOnlySpan<byte> manifest) => manifest.SequenceEqual("RWHB"u8) || manifest.SequenceEqual("RWHR"u8);
}
