using System.Runtime.Serialization;
using ActorServer.Protocol.Serialization;

namespace ActorServer.Protocol.Inbound;

/// <summary>
/// Akka.Remote's outermost message, AkkaProtocolMessage { payload = 1, instruction = 2 }: a message or a control message.
/// A field that comes twice or is not known is refused here as below: Akka would merge or skip it, and see another message.
/// </summary>
internal ref struct AkkaPdu
{
    private const int PayloadField = 1;
    private const int InstructionField = 2;
    private const int CommandField = 1;
    private const int HandshakeField = 2;
    private const int OriginField = 1;
    private const int UidField = 2;
    private const int SystemField = 1;
    private const int HostField = 2;
    private const int PortField = 3;
    private const int ProtocolField = 4;

    public ReadOnlySpan<byte> Payload { get; private set; }

    public bool IsControl { get; private set; }

    public bool HasOrigin { get; private set; }

    /// <summary>What a control message is; Akka.Remote has a number for each.</summary>
    public ulong Command { get; private set; }

    public ulong OriginUid { get; private set; }

    public string? OriginSystem { get; private set; }

    public string? OriginHost { get; private set; }

    public string? OriginProtocol { get; private set; }

    public int OriginPort { get; private set; }

    public static AkkaPdu Read(ReadOnlySpan<byte> frame)
    {
        var pdu = default(AkkaPdu);
        var fields = new OnceOnly();
        var reader = new ProtobufReader(frame);
        while (reader.NextField())
        {
            switch (fields.Meet(reader.Field))
            {
                case PayloadField:
                    pdu.Payload = reader.ReadBytes();
                    break;
                case InstructionField:
                    pdu.IsControl = true;
                    pdu.ReadInstruction(reader.ReadBytes());
                    break;
                default:
                    throw OnceOnly.Unknown(reader.Field);
            }
        }

        return pdu.IsControl != pdu.Payload.IsEmpty ? throw new SerializationException("A frame is neither a message nor a control message.") : pdu;
    }

    private void ReadInstruction(ReadOnlySpan<byte> instruction)
    {
        var fields = new OnceOnly();
        var reader = new ProtobufReader(instruction);
        while (reader.NextField())
        {
            switch (fields.Meet(reader.Field))
            {
                case CommandField:
                    Command = reader.ReadVarint();
                    break;
                case HandshakeField:
                    ReadHandshake(reader.ReadBytes());
                    break;
                default:
                    throw OnceOnly.Unknown(reader.Field);
            }
        }
    }

    private void ReadHandshake(ReadOnlySpan<byte> handshake)
    {
        HasOrigin = true;
        var fields = new OnceOnly();
        var reader = new ProtobufReader(handshake);
        while (reader.NextField())
        {
            switch (fields.Meet(reader.Field))
            {
                case OriginField:
                    ReadOrigin(reader.ReadBytes());
                    break;
                case UidField:
                    OriginUid = reader.ReadFixed64();
                    break;
                default:
                    throw OnceOnly.Unknown(reader.Field);
            }
        }
    }

    private void ReadOrigin(ReadOnlySpan<byte> origin)
    {
        var fields = new OnceOnly();
        var reader = new ProtobufReader(origin);
        while (reader.NextField())
        {
            switch (fields.Meet(reader.Field))
            {
                case SystemField:
                    OriginSystem = reader.ReadString();
                    break;
                case HostField:
                    OriginHost = reader.ReadString();
                    break;
                case PortField:
                    OriginPort = reader.ReadInt32();
                    break;
                case ProtocolField:
                    OriginProtocol = reader.ReadString();
                    break;
                default:
                    throw OnceOnly.Unknown(reader.Field);
            }
        }
    }
}
