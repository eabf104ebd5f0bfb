using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Text;

namespace ActorServer.Protocol.Serialization;

/// <summary>
/// Reads protobuf's wire format from bytes that nobody vouches for. It knows where in the bytes it stands, so that a long
/// field need not be copied, and it is stricter than Google's reader: what the two could understand differently is refused.
/// Every fault is a <see cref="SerializationException"/>.
/// </summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> bytes)
{
    private const int LongestVarint = 10;
    private const int LongestVarint32 = 5;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Where the next byte is read.</summary>
    public int Position { get; private set; }

    /// <summary>The number of the field last reached by <see cref="NextField"/>.</summary>
    public int Field { get; private set; }

    /// <summary>How the value of <see cref="Field"/> is written.</summary>
    public ProtobufWireType WireType { get; private set; }

    /// <summary>Goes on to the next field; false at the end.</summary>
    public bool NextField()
    {
        if (Position == _bytes.Length)
            return false;
        var tag = ReadVarint(LongestVarint32);
        Field = tag <= uint.MaxValue ? (int)(tag >> 3) : 0;
        WireType = (ProtobufWireType)(tag & 7);
        return Field > 0 ? true : throw new SerializationException("A field without a number.");
    }

    /// <summary>The value of the field, as a number.</summary>
    public ulong ReadVarint()
    {
        Expect(ProtobufWireType.Varint);
        return ReadVarint(LongestVarint);
    }

    /// <summary>The value of the field, as an <see cref="int"/>.</summary>
    public int ReadInt32()
    {
        // Protobuf writes a negative int32 sign-extended to 64 bits.
        var value = (long)ReadVarint();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw new SerializationException("A number is out of range.");
    }

    /// <summary>The value of the field, as truth.</summary>
    public bool ReadBool() => ReadVarint() != 0;

    /// <summary>The value of the field, as eight bytes.</summary>
    public ulong ReadFixed64()
    {
        Expect(ProtobufWireType.Fixed64);
        return BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));
    }

    /// <summary>The value of the field, as bytes; they are not copied.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        Expect(ProtobufWireType.LengthDelimited);
        var length = ReadVarint(LongestVarint32);
        return length <= int.MaxValue ? Take((int)length) : throw new SerializationException("A length is out of range.");
    }

    /// <summary>The value of the field, as text.</summary>
    public string ReadString() => Text(ReadBytes());

    /// <summary>Bytes as text, which must be UTF-8.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException fault)
        {
            throw new SerializationException("A text is not UTF-8.", fault);
        }
    }

    /// <summary>Passes over a field that a newer writer may have added.</summary>
    public void Skip()
    {
        switch (WireType)
        {
            case ProtobufWireType.Varint:
                ReadVarint();
                break;
            case ProtobufWireType.Fixed64:
                Take(sizeof(ulong));
                break;
            case ProtobufWireType.LengthDelimited:
                ReadBytes();
                break;
            case ProtobufWireType.Fixed32:
                Take(sizeof(uint));
                break;
            default:
                throw new SerializationException($"Wire type {(int)WireType} is not known.");
        }
    }

    private readonly void Expect(ProtobufWireType type)
    {
        if (WireType != type)
            throw new SerializationException($"Field {Field} has wire type {(int)WireType} instead of {(int)type}.");
    }

    private ulong ReadVarint(int longest)
    {
        var value = 0ul;
        for (var index = 0; index < longest; index++)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << (7 * index);
            if (next < 0x80)
                return value;
        }

        throw new SerializationException("A number does not end.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - Position)
            throw new SerializationException("The bytes end too early.");
        var taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }
}
