using System.Buffers.Binary;

namespace ActorServer.Protocol.Serialization;

/// <summary>
/// The type-length-values of a PROXY header, as they stand in it: a byte for the type, two for the length. So they take no more room
/// on the way to a worker than they had in the header, whose length has a bound.
/// </summary>
internal static class ProxyTlvFields
{
    private const int HeadLength = 3;

    /// <summary>How many bytes these are.</summary>
    public static int SizeOf(IReadOnlyList<ProxyTlv> tlvs) => tlvs.Sum(tlv => HeadLength + tlv.Value.Length);

    public static byte[] Write(IReadOnlyList<ProxyTlv> tlvs)
    {
        var bytes = new byte[SizeOf(tlvs)];
        var at = 0;
        foreach (var (type, value) in tlvs)
        {
            bytes[at] = type;
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at + 1), checked((ushort)value.Length));
            value.Span.CopyTo(bytes.AsSpan(at + HeadLength));
            at += HeadLength + value.Length;
        }

        return bytes;
    }

    /// <summary>Null when one says that it is longer than the bytes are.</summary>
    public static IReadOnlyList<ProxyTlv>? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return [];
        var tlvs = new List<ProxyTlv>();
        while (!bytes.IsEmpty)
        {
            if (bytes.Length < HeadLength || BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]) is var length && bytes.Length < HeadLength + length)
                return null;
            tlvs.Add(new ProxyTlv(bytes[0], bytes.Slice(HeadLength, length).ToArray()));
            bytes = bytes[(HeadLength + length)..];
        }

        return tlvs;
    }
}
