namespace ActorServer.Protocol.Serialization;

/// <summary>How protobuf writes a value; the numbers are the format's own.</summary>
internal enum ProtobufWireType
{
    Varint = 0,
    Fixed64 = 1,
    LengthDelimited = 2,
    Fixed32 = 5,
}
