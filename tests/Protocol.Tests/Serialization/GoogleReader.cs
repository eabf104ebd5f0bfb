using System.Globalization;
using System.Runtime.Serialization;
using ActorServer.Protocol.Serialization;
using Google.Protobuf;

namespace ActorServer.Protocol.Tests.Serialization;

/// <summary>Protobuf's fields as Google's reader sees them, beside which ours is held.</summary>
internal static class GoogleReader
{
    /// <summary>What our reader takes, Google's takes too, and sees the same.</summary>
    public static void AgreesOn(byte[] bytes)
    {
        if (OurFieldsOf(bytes) is { } fields)
            Assert.Equal(FieldsOf(bytes), fields);
    }

    /// <summary>Each field's number, wire type and value.</summary>
    public static List<string> FieldsOf(byte[] bytes)
    {
        var fields = new List<string>();
        var input = new CodedInputStream(bytes);
        while (input.ReadTag() is not 0 and var tag)
        {
            var type = WireFormat.GetTagWireType(tag);
            fields.Add(Field(WireFormat.GetTagFieldNumber(tag), (int)type, type switch
            {
                WireFormat.WireType.Varint => Number(input.ReadUInt64()),
                WireFormat.WireType.Fixed64 => Number(input.ReadFixed64()),
                WireFormat.WireType.Fixed32 => Number(input.ReadFixed32()),
                _ => Convert.ToHexString(input.ReadBytes().Span),
            }));
        }

        return fields;
    }

    private static List<string>? OurFieldsOf(byte[] bytes)
    {
        var fields = new List<string>();
        try
        {
            var reader = new ProtobufReader(bytes);
            while (reader.NextField())
                fields.Add(Field(reader.Field, (int)reader.WireType, OurValue(ref reader, bytes)));
            return fields;
        }
        catch (SerializationException)
        {
            return null;
        }
    }

    private static string OurValue(ref ProtobufReader reader, byte[] bytes)
    {
        switch (reader.WireType)
        {
            case ProtobufWireType.Varint:
                return Number(reader.ReadVarint());
            case ProtobufWireType.Fixed64:
                return Number(reader.ReadFixed64());
            case ProtobufWireType.LengthDelimited:
                return Convert.ToHexString(reader.ReadBytes());
            default:
                var from = reader.Position;
                reader.Skip();
                return Number(BitConverter.ToUInt32(bytes, from));
        }
    }

    private static string Field(int number, int type, string value) => string.Create(CultureInfo.InvariantCulture, $"{number} {type} {value}");

    private static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
