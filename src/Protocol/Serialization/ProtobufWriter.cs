using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using AkkaByteString = Akka.IO.ByteString;

namespace ActorServer.Protocol.Serialization;

/// <summary>
/// Writes protobuf's wire format. Akka.IO's byte strings go straight into the array that leaves, in one copy; Google's
/// writer would need a second one. A value that is protobuf's default is not written.
/// </summary>
internal sealed class ProtobufWriter(int capacity)
{
    private byte[] _bytes = new byte[capacity];
    private int _length;

    /// <summary>How many bytes a field with that many bytes takes; a writer with just the room needed copies nothing at the end.</summary>
    public static int SizeOfBytes(int field, int count) => SizeOfVarint(Tag(field, ProtobufWireType.LengthDelimited)) + SizeOfVarint((ulong)count) + count;

    /// <summary>How many bytes a field with that number takes.</summary>
    public static int SizeOfInt32(int field, int value) => SizeOfVarint(Tag(field, ProtobufWireType.Varint)) + SizeOfVarint((ulong)(long)value);

    /// <summary>What was written.</summary>
    public byte[] ToArray() => _length == _bytes.Length ? _bytes : _bytes.AsSpan(0, _length).ToArray();

    public void WriteInt32(int field, int value)
    {
        if (value == 0)
            return;
        WriteTag(field, ProtobufWireType.Varint);
        WriteVarint((ulong)(long)value);
    }

    public void WriteInt64(int field, long value)
    {
        if (value == 0)
            return;
        WriteTag(field, ProtobufWireType.Varint);
        WriteVarint((ulong)value);
    }

    public void WriteBool(int field, bool value) => WriteInt32(field, value ? 1 : 0);

    public void WriteFixed64(int field, ulong value)
    {
        WriteTag(field, ProtobufWireType.Fixed64);
        BinaryPrimitives.WriteUInt64LittleEndian(Take(sizeof(ulong)), value);
    }

    public void WriteString(int field, string value)
    {
        if (value.Length == 0)
            return;
        WriteLength(field, Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, Take(Encoding.UTF8.GetByteCount(value)));
    }

    public void WriteBytes(int field, ReadOnlySpan<byte> value)
    {
        WriteLength(field, value.Length);
        value.CopyTo(Take(value.Length));
    }

    public void WriteBytes(int field, AkkaByteString value)
    {
        if (value.IsEmpty)
            return;
        WriteLength(field, value.Count);
        Reserve(value.Count);
        value.CopyTo(_bytes, _length, value.Count);
        _length += value.Count;
    }

    private void WriteLength(int field, int length)
    {
        WriteTag(field, ProtobufWireType.LengthDelimited);
        WriteVarint((ulong)length);
    }

    private void WriteTag(int field, ProtobufWireType type) => WriteVarint(Tag(field, type));

    private static ulong Tag(int field, ProtobufWireType type) => ((ulong)field << 3) | (ulong)type;

    private static int SizeOfVarint(ulong value) => (64 - BitOperations.LeadingZeroCount(value | 1) + 6) / 7;

    private void WriteVarint(ulong value)
    {
        Reserve(SizeOfVarint(value));
        while (value >= 0x80)
        {
            _bytes[_length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[_length++] = (byte)value;
    }

    private Span<byte> Take(int count)
    {
        Reserve(count);
        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }

    private void Reserve(int count)
    {
        if (count > _bytes.Length - _length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
    }
}
