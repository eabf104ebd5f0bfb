using ActorServer.Protocol.Serialization;


namespace ActorServer.Protocol.Inbound;

/// <summary>Akka.Remote's serialized message, Payload { message = 1, serializerId = 2, messageManifest = 3 }.</summary>
internal ref struct AkkaPayload
{
    public const int MessageField = 1;
    public const int SerializerField = 2;
    public const int ManifestField = 3;

    public ReadOnlySpan<byte> Message { get; private set; }

    public int SerializerId { get; private set; }

    public ReadOnlySpan<byte> Manifest { get; private set; }

    public static AkkaPayload Read(ReadOnlySpan<byte> bytes)
    {
        var payload = default(AkkaPayload);
        var fields = new OnceOnly();
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (fields.Meet(reader.Field))
            {
                case MessageField:
                    payload.Message = reader.ReadBytes();
                    break;
                case SerializerField:
                    payload.SerializerId = reader.ReadInt32();
                    break;
                case ManifestField:
                    payload.Manifest = reader.ReadBytes();
                    break;
                default:
                    throw OnceOnly.Unknown(reader.Field);
            }
        }

        return payload;
    }
}
