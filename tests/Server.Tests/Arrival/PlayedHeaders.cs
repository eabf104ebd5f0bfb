using System.Buffers.Binary;
using System.Net;
using System.Numerics;
using System.Text;
using ActorServer.Server.Arrival;

namespace ActorServer.Server.Tests.Arrival;

/// <summary>PROXY headers as a proxy would write them.</summary>
internal static class PlayedHeaders
{
    public const byte Tcp4 = 0x11;
    public const byte Tcp6 = 0x21;
    public const byte Unix = 0x31;
    public const byte Checksum = 0x03;

    public static byte[] V1(string rest) => Encoding.Latin1.GetBytes($"PROXY {rest}\r\n");

    public static byte[] V2(byte command, byte family, byte[] addresses, params ProxyTlv[] tlvs)
    {
        byte[] rest = [.. addresses, .. tlvs.SelectMany(Bytes)];
        byte[] header = [.. ProxyHeaderV2.Beginning, command, family, (byte)(rest.Length >> 8), (byte)rest.Length, .. rest];
        return WithChecksums(header, FirstTlv(addresses));
    }

    public static byte[] V2(IPEndPoint client, IPEndPoint destination, params ProxyTlv[] tlvs) =>
        V2(0x21, client.Address.GetAddressBytes().Length == 4 ? Tcp4 : Tcp6, Addresses(client, destination), tlvs);

    public static byte[] Addresses(IPEndPoint client, IPEndPoint destination) =>
        [.. client.Address.GetAddressBytes(), .. destination.Address.GetAddressBytes(), .. Port(client), .. Port(destination)];

    public static byte[] UnixPath(string path) => [.. Encoding.Latin1.GetBytes(path.PadRight(108, '\0'))];

    private static int FirstTlv(byte[] addresses) => ProxyHeaderV2.FixedLength + addresses.Length;

    private static byte[] Port(IPEndPoint end) => [(byte)(end.Port >> 8), (byte)end.Port];

    private static byte[] Bytes(ProxyTlv tlv) => [tlv.Type, (byte)(tlv.Value.Length >> 8), (byte)tlv.Value.Length, .. tlv.Value.Span];

    // A checksum of zeros is to be filled in.
    private static byte[] WithChecksums(byte[] header, int at)
    {
        while (at < header.Length)
        {
            var length = (header[at + 1] << 8) + header[at + 2];
            if (header[at] == Checksum && length == 4 && header.AsSpan(at + 3, 4).IndexOfAnyExcept((byte)0) < 0)
                BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(at + 3), ~header.Aggregate(uint.MaxValue, BitOperations.Crc32C));
            at += 3 + length;
        }

        return header;
    }
}
