using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Text;
using ActorServer.Protocol.Serialization;

namespace ActorServer.Server.Arrival;

/// <summary>Version 2 of the PROXY header: binary (proxy-protocol.txt of HAProxy, 2.2).</summary>
internal static class ProxyHeaderV2
{
    /// <summary>What comes first, and says how much more there is.</summary>
    public const int FixedLength = 16;

    /// <summary>
    /// Longer ones are refused: what a header says goes with its client into a worker, and is kept as long as the client is served.
    /// There is room for a client's certificate.
    /// </summary>
    public const int Longest = 4 * 1024;

    private const int CommandAt = 12;
    private const int FamilyAt = 13;
    private const int LengthAt = 14;
    private const byte Local = 0x20;
    private const byte Proxy = 0x21;
    private const int UnixPathLength = 108;
    // .NET takes no more.
    private const int LongestUnixName = UnixPathLength - 2;
    private const int TlvHead = 3;
    private const byte ChecksumType = 0x03;

    /// <summary>With what each header begins.</summary>
    public static ReadOnlySpan<byte> Beginning => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>How long the header is as a whole, by its first <see cref="FixedLength"/> bytes.</summary>
    public static int LengthOf(ReadOnlySpan<byte> beginning) => FixedLength + BinaryPrimitives.ReadUInt16BigEndian(beginning[LengthAt..]);

    /// <summary>What a whole header says; null when it is none.</summary>
    public static ProxyHeader? Parse(ReadOnlySpan<byte> header)
    {
        if (header.Length < FixedLength || header.Length > Longest || !header.StartsWith(Beginning) || LengthOf(header) != header.Length)
            return null;
        return header[CommandAt] switch
        {
            // All that follows is to be skipped, whatever it is.
            Local => new ProxyHeader(header.Length),
            Proxy => ParseProxied(header),
            _ => null,
        };
    }

    private static ProxyHeader? ParseProxied(ReadOnlySpan<byte> header)
    {
        if (AddressesLength(header[FamilyAt]) is not { } length || header.Length < FixedLength + length)
            return null;
        var addresses = header.Slice(FixedLength, length);
        if (ProxyTlvFields.Read(header[(FixedLength + length)..]) is not { } tlvs || HasWrongChecksum(header, FixedLength + length, tlvs))
            return null;
        var (client, destination) = header[FamilyAt] switch
        {
            0x11 => InternetEnds(addresses, 4),
            0x21 => InternetEnds(addresses, 16),
            0x31 => (UnixEnd(addresses[..UnixPathLength]), UnixEnd(addresses[UnixPathLength..])),
            // A client that is unknown, or has sent datagrams, is not the one of this connection.
            _ => (null, (EndPoint?)null),
        };
        return new ProxyHeader(header.Length, client, destination) { Tlvs = tlvs };
    }

    private static int? AddressesLength(byte family) => family switch
    {
        0x00 => 0,
        0x11 or 0x12 => (2 * 4) + (2 * 2),
        0x21 or 0x22 => (2 * 16) + (2 * 2),
        0x31 or 0x32 => 2 * UnixPathLength,
        _ => null,
    };

    private static (EndPoint? Client, EndPoint? Destination) InternetEnds(ReadOnlySpan<byte> addresses, int size)
    {
        var ports = addresses[(2 * size)..];
        return (End(addresses[..size], ports), End(addresses.Slice(size, size), ports[2..]));
    }

    private static IPEndPoint End(ReadOnlySpan<byte> address, ReadOnlySpan<byte> port) =>
        new(AddressText.Unmapped(new IPAddress(address)), BinaryPrimitives.ReadUInt16BigEndian(port));

    // A client's own end has mostly no name, and one that is no plain word would not do for a record; nor would a path that reads like an
    // abstract name.
    private static EndPoint UnixEnd(ReadOnlySpan<byte> path)
    {
        var isAbstract = path[0] == 0;
        var name = isAbstract ? path[1..] : path;
        var end = name.IndexOf((byte)0);
        name = end < 0 ? name[..LongestUnixName] : name[..end];
        if (name.IsEmpty || name.ContainsAnyExceptInRange((byte)'!', (byte)'~') || (!isAbstract && name[0] == '@'))
            return new NamedEndPoint("unix");
        var text = Encoding.ASCII.GetString(name);
        try
        {
            return new UnixDomainSocketEndPoint(isAbstract ? '\0' + text : text);
        }
        catch (ArgumentException)
        {
            // Longer than paths are on this system.
            return new NamedEndPoint("unix");
        }
    }

    private static bool HasWrongChecksum(ReadOnlySpan<byte> header, int at, IReadOnlyList<ProxyTlv> tlvs)
    {
        foreach (var (type, value) in tlvs)
        {
            if (type == ChecksumType && !IsChecksum(header, at + TlvHead, value.Span))
                return true;
            at += TlvHead + value.Length;
        }

        return false;
    }

    /// <summary>CRC32c (RFC 4960, appendix B) of the header, in which the checksum itself counts as zeros.</summary>
    private static bool IsChecksum(ReadOnlySpan<byte> header, int valueAt, ReadOnlySpan<byte> value)
    {
        if (value.Length != sizeof(uint))
            return false;
        var crc = uint.MaxValue;
        for (var i = 0; i < header.Length; i++)
            crc = BitOperations.Crc32C(crc, i >= valueAt && i < valueAt + sizeof(uint) ? (byte)0 : header[i]);
        return BinaryPrimitives.ReadUInt32BigEndian(value) == ~crc;
    }
}
