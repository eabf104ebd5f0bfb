using System.Runtime.Serialization;
using System.Text;
using ActorServer.Protocol.Serialization;

namespace ActorServer.Protocol.Inbound;

/// <summary>
/// AckAndEnvelopeContainer { ack = 1, envelope = 2 } with RemoteEnvelope { recipient = 1, message = 2, sender = 4, seq = 5 }:
/// an acknowledgement, a message for an actor, or both.
/// </summary>
internal ref struct AkkaEnvelope
{
    private const int PayloadField = 1;
    private const int AckField = 1;
    private const int EnvelopeField = 2;
    private const int RecipientField = 1;
    private const int MessageField = 2;
    private const int SenderField = 4;
    private const int SequenceField = 5;
    private const int PathField = 1;
    private const int NacksField = 2;
    private const ulong NoSequence = ulong.MaxValue;

    private ReadOnlySpan<byte> _ack;
    private bool _hasAck;

    public bool HasMessage { get; private set; }

    public ReadOnlySpan<byte> Recipient { get; private set; }

    public string Sender { get; private set; }

    public AkkaPayload Message { get; private set; }

    public static AkkaEnvelope Read(ReadOnlySpan<byte> bytes)
    {
        var envelope = new AkkaEnvelope { Sender = "" };
        var fields = new OnceOnly();
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (fields.Meet(reader.Field))
            {
                case AckField:
                    envelope._ack = CheckedAcknowledgement(reader.ReadBytes());
                    envelope._hasAck = true;
                    break;
                case EnvelopeField:
                    envelope.ReadEnvelope(reader.ReadBytes());
                    break;
                default:
                    throw OnceOnly.Unknown(reader.Field);
            }
        }

        return envelope;
    }

    /// <summary>Whether the message has a number, by which Akka.Remote delivers it once, in its turn.</summary>
    public readonly bool HasNumber => HasMessage && Number != NoSequence;

    /// <summary>The number.</summary>
    public ulong Number { get; private set; }

    /// <summary>A frame with a message without a number.</summary>
    public static byte[] Write(string recipient, string sender, int serializer, byte[] manifest, byte[] message)
    {
        var payload = new ProtobufWriter(message.Length + 32);
        payload.WriteBytes(AkkaPayload.MessageField, message);
        payload.WriteInt32(AkkaPayload.SerializerField, serializer);
        payload.WriteBytes(AkkaPayload.ManifestField, manifest);
        var envelope = new ProtobufWriter(512);
        envelope.WriteBytes(RecipientField, Path(recipient));
        envelope.WriteBytes(MessageField, payload.ToArray());
        envelope.WriteBytes(SenderField, Path(sender));
        envelope.WriteFixed64(SequenceField, NoSequence);
        var container = new ProtobufWriter(512);
        container.WriteBytes(EnvelopeField, envelope.ToArray());
        return Frame(container);
    }

    /// <summary>
    /// What to deliver instead of a message that is not let in. Akka.Remote delivers numbered messages in order and without
    /// a gap: one that vanished would hold up all that follow, the notice of a death among them.
    /// </summary>
    public readonly byte[]? Withhold(string recipient)
    {
        if (Number == NoSequence)
            return null;
        var message = new ProtobufWriter(16);
        message.WriteBytes(AkkaPayload.MessageField, ReadOnlySpan<byte>.Empty);
        message.WriteInt32(AkkaPayload.SerializerField, ProtocolSerializer.Id);
        message.WriteBytes(AkkaPayload.ManifestField, Encoding.UTF8.GetBytes(DroppedMessage.Manifest));
        var envelope = new ProtobufWriter(192);
        envelope.WriteBytes(RecipientField, Path(recipient));
        envelope.WriteBytes(MessageField, message.ToArray());
        envelope.WriteFixed64(SequenceField, Number);
        var container = new ProtobufWriter(256);
        if (_hasAck)
            container.WriteBytes(AckField, _ack);
        container.WriteBytes(EnvelopeField, envelope.ToArray());
        return Frame(container);
    }

    private static byte[] Path(string path)
    {
        var actor = new ProtobufWriter(128);
        actor.WriteString(PathField, path);
        return actor.ToArray();
    }

    private static byte[] Frame(ProtobufWriter container)
    {
        var pdu = new ProtobufWriter(512);
        pdu.WriteBytes(PayloadField, container.ToArray());
        return pdu.ToArray();
    }

    // AcknowledgementInfo { cumulativeAck = 1, nacks = 2 }. One that Akka.Remote cannot read ends the association with an error in the log.
    private static ReadOnlySpan<byte> CheckedAcknowledgement(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            // Packed numbers of eight bytes.
            if (reader.Field == NacksField && reader.WireType == ProtobufWireType.LengthDelimited && reader.ReadBytes().Length % sizeof(ulong) != 0)
                throw new SerializationException("An acknowledgement has half a number.");
            if (reader.Field != NacksField || reader.WireType != ProtobufWireType.LengthDelimited)
                reader.Skip();
        }

        return bytes;
    }

    private void ReadEnvelope(ReadOnlySpan<byte> bytes)
    {
        HasMessage = true;
        var fields = new OnceOnly();
        var reader = new ProtobufReader(bytes);
        while (reader.NextField())
        {
            switch (fields.Meet(reader.Field))
            {
                case RecipientField:
                    Recipient = AkkaActorRef.ReadPath(reader.ReadBytes());
                    break;
                case MessageField:
                    Message = AkkaPayload.Read(reader.ReadBytes());
                    break;
                case SenderField:
                    Sender = ProtobufReader.Text(AkkaActorRef.ReadPath(reader.ReadBytes()));
                    break;
                case SequenceField:
                    Number = reader.ReadFixed64();
                    break;
                default:
                    throw OnceOnly.Unknown(reader.Field);
            }
        }
    }
}
