using System.Net;
using System.Net.Sockets;
using ActorServer.Server.Arrival;
using CsCheck;

namespace ActorServer.Server.Tests.Arrival;

public class ProxyHeaderTests
{
    private const ProxyVersions Any = ProxyVersions.One | ProxyVersions.Two;

    private static readonly IPEndPoint Client = IPEndPoint.Parse("203.0.113.7:56324");
    private static readonly IPEndPoint Destination = IPEndPoint.Parse("192.0.2.1:443");
    private static readonly byte[] Payload = PlayedHeaders.V1("UNKNOWN");

    [Theory]
    [InlineData("TCP4 203.0.113.7 192.0.2.1 56324 443", "203.0.113.7:56324", "192.0.2.1:443")]
    [InlineData("TCP4 255.255.255.255 255.255.255.255 65535 65535", "255.255.255.255:65535", "255.255.255.255:65535")]
    [InlineData("TCP6 2001:db8::1 2001:DB8::2 1 0", "[2001:db8::1]:1", "[2001:db8::2]:0")]
    [InlineData("TCP6 ::ffff:203.0.113.7 ::ffff:192.0.2.1 56324 443", "203.0.113.7:56324", "192.0.2.1:443")]
    [InlineData("UNKNOWN", null, null)]
    [InlineData("UNKNOWN whatever it is", null, null)]
    [InlineData("UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535", null, null)]
    public void A_line_names_the_client_or_says_that_it_is_unknown(string rest, string? client, string? destination)
    {
        var line = PlayedHeaders.V1(rest);
        var header = Read(line)!;
        Assert.Equal(client is null ? null : IPEndPoint.Parse(client), header.Client);
        Assert.Equal(destination is null ? null : IPEndPoint.Parse(destination), header.Destination);
        Assert.Equal(line.Length, header.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("TCP4")]
    [InlineData("TCP5 203.0.113.7 192.0.2.1 56324 443")]
    [InlineData("tcp4 203.0.113.7 192.0.2.1 56324 443")]
    [InlineData("TCP4 203.0.113.7 192.0.2.1 56324")]
    [InlineData("TCP4 203.0.113.7 192.0.2.1 56324 443 ")]
    [InlineData("TCP4  203.0.113.7 192.0.2.1 56324 443")]
    [InlineData("TCP4 203.0.113.07 192.0.2.1 56324 443")]
    [InlineData("TCP4 203.0.113 192.0.2.1 56324 443")]
    [InlineData("TCP4 ::1 ::1 56324 443")]
    [InlineData("TCP6 203.0.113.7 192.0.2.1 56324 443")]
    [InlineData("TCP6 [::1] ::1 56324 443")]
    [InlineData("TCP6 ::1%1 ::1 56324 443")]
    [InlineData("TCP4 203.0.113.7 192.0.2.1 65536 443")]
    [InlineData("TCP4 203.0.113.7 192.0.2.1 0443 443")]
    [InlineData("TCP4 203.0.113.7 192.0.2.1 -1 443")]
    [InlineData("TCP4 203.0.113.7 192.0.2.1 56324 443\r")]
    [InlineData("UNKNOWN \r x")]
    [InlineData("UNKNOWN \t")]
    [InlineData("UNKNOWN é")]
    [InlineData("UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535+")]
    public void What_is_no_such_line_is_malformed(string rest) => Assert.True(ReaderAfter(PlayedHeaders.V1(rest)).IsMalformed);

    [Theory]
    [InlineData("G")]
    [InlineData("\n")]
    [InlineData("PROXY\n")]
    [InlineData("PROXYTCP4")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 56324 443\n")]
    [InlineData("\r\n\r\n\0\r\nQUIT\r")]
    [InlineData("\0")]
    public void What_can_become_no_header_is_malformed_at_once(string text) =>
        Assert.True(ReaderAfter(System.Text.Encoding.Latin1.GetBytes(text)).IsMalformed);

    [Fact]
    public void A_version_that_is_not_taken_is_malformed()
    {
        Assert.True(ReaderAfter(PlayedHeaders.V1("UNKNOWN"), ProxyVersions.Two).IsMalformed);
        Assert.True(ReaderAfter(PlayedHeaders.V2(Client, Destination), ProxyVersions.One).IsMalformed);
    }

    [Fact]
    public void A_binary_header_names_the_client_and_what_else_the_proxy_knows()
    {
        ProxyTlv[] tlvs = [new(0x02, "example.com"u8.ToArray()), new(0xE0, default), new(0x05, "abc"u8.ToArray())];
        var header = Read(PlayedHeaders.V2(Client, Destination, tlvs))!;
        Assert.Equal((Client, Destination), (header.Client, header.Destination));
        Assert.Equal(tlvs, header.Tlvs);
    }

    [Fact]
    public void A_binary_header_may_be_of_IPv6_and_a_mapped_address_is_one_of_IPv4()
    {
        IPEndPoint six = IPEndPoint.Parse("[2001:db8::1]:1"), mapped = new(IPAddress.Parse("::ffff:203.0.113.7"), 2);
        var header = Read(PlayedHeaders.V2(six, mapped))!;
        Assert.Equal((six, IPEndPoint.Parse("203.0.113.7:2")), (header.Client, header.Destination));
    }

    [Theory]
    [InlineData("/run/a.sock", "/run/a.sock")]
    [InlineData("\0name", "@name")]
    [InlineData("@name", "unix")]
    [InlineData("", "unix")]
    [InlineData("/run/a\nforged", "unix")]
    public void A_client_of_a_Unix_socket_has_its_name_if_it_is_a_plain_word(string path, string end)
    {
        var header = Read(PlayedHeaders.V2(0x21, PlayedHeaders.Unix, [.. PlayedHeaders.UnixPath(path), .. PlayedHeaders.UnixPath("/run/b.sock")]))!;
        Assert.Equal(end, header.Client!.ToString());
        Assert.Equal(new UnixDomainSocketEndPoint("/run/b.sock"), header.Destination);
    }

    [Fact]
    public void A_name_that_fills_all_its_room_is_cut()
    {
        var path = new string('a', 108);
        var header = Read(PlayedHeaders.V2(0x21, PlayedHeaders.Unix, [.. PlayedHeaders.UnixPath(path), .. PlayedHeaders.UnixPath('\0' + path[1..])]))!;
        Assert.StartsWith("aaaa", header.Client!.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("@aaaa", header.Destination!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x20, 0x00, 0)]
    [InlineData(0x20, 0x11, 12)]
    [InlineData(0x20, 0xFF, 7)]
    [InlineData(0x21, 0x00, 0)]
    [InlineData(0x21, 0x12, 12)]
    [InlineData(0x21, 0x22, 36)]
    [InlineData(0x21, 0x32, 216)]
    public void One_that_speaks_for_the_proxy_or_of_no_stream_names_no_client(byte command, byte family, int length)
    {
        var bytes = PlayedHeaders.V2(command, family, new byte[length]);
        var header = Read(bytes)!;
        Assert.Equal((bytes.Length, null, null), (header.Length, header.Client, header.Destination));
        Assert.Empty(header.Tlvs);
    }

    [Theory]
    [InlineData(0x11, 0x11, 12)]
    [InlineData(0x31, 0x11, 12)]
    [InlineData(0x22, 0x11, 12)]
    [InlineData(0x21, 0x11, 11)]
    [InlineData(0x21, 0x21, 35)]
    [InlineData(0x21, 0x31, 215)]
    [InlineData(0x21, 0x10, 12)]
    [InlineData(0x21, 0x13, 12)]
    [InlineData(0x21, 0x41, 12)]
    [InlineData(0x21, 0x11, 13)]
    [InlineData(0x21, 0x11, 14)]
    public void Wrong_commands_families_and_lengths_are_malformed(byte command, byte family, int length) =>
        Assert.True(ReaderAfter(PlayedHeaders.V2(command, family, new byte[length])).IsMalformed);

    [Fact]
    public void A_value_that_is_longer_than_the_header_is_malformed()
    {
        var header = PlayedHeaders.V2(Client, Destination, new ProxyTlv(0x02, new byte[4]));
        header[ProxyHeaderV2.FixedLength + 12 + 2] = 5;
        Assert.True(ReaderAfter(header).IsMalformed);
    }

    [Fact]
    public void A_checksum_has_to_be_right()
    {
        var header = PlayedHeaders.V2(Client, Destination, new ProxyTlv(0x02, "a"u8.ToArray()), new ProxyTlv(PlayedHeaders.Checksum, new byte[4]));
        Assert.Equal(Client, Read(header)!.Client);
        header[ProxyHeaderV2.FixedLength]++;
        Assert.True(ReaderAfter(header).IsMalformed);
        Assert.True(ReaderAfter(PlayedHeaders.V2(Client, Destination, new ProxyTlv(PlayedHeaders.Checksum, new byte[3]))).IsMalformed);
    }

    [Fact]
    public void The_longest_header_is_taken_and_a_longer_one_is_refused_before_it_has_come()
    {
        var room = ProxyHeaderV2.Longest - ProxyHeaderV2.FixedLength - 12 - 3;
        Assert.Equal(room, Assert.Single(Read(PlayedHeaders.V2(Client, Destination, new ProxyTlv(0xE0, new byte[room])))!.Tlvs).Value.Length);
        var tooLong = PlayedHeaders.V2(Client, Destination, new ProxyTlv(0xE0, new byte[room + 1]));
        Assert.True(ReaderAfter(tooLong[..ProxyHeaderV2.FixedLength]).IsMalformed);
    }

    [Fact]
    public void However_a_header_is_cut_it_is_the_same_and_nothing_behind_it_is_taken() => Gen.Select(AnyHeader, Gen.Int[1, 20].Array[1, 300]).Sample((header, pieces) =>
    {
        byte[] sent = [.. header, .. Payload];
        var reader = new ProxyHeaderReader(Any);
        var taken = 0;
        for (var i = 0; reader.IsWaiting; i++)
        {
            // What was not taken is shown again, with what has come since.
            var shown = Math.Min(sent.Length - taken, pieces[i % pieces.Length]);
            taken += reader.Take(sent.AsSpan(taken, shown));
        }

        Assert.Equal(header.Length, taken);
        var (whole, cut) = (Read(header)!, reader.Header!);
        Assert.Equal((whole.Length, whole.Client, whole.Destination), (cut.Length, cut.Client, cut.Destination));
        Assert.Equal(whole.Tlvs, cut.Tlvs);
    });

    [Fact]
    public void No_bytes_are_too_strange_to_be_read_or_refused()
    {
        var spoilt = Gen.Select(AnyHeader, Gen.Int[0, 300], Gen.Byte, (header, at, value) =>
        {
            header[at % header.Length] = value;
            return header;
        });
        Gen.OneOf(Gen.Byte.Array[0, 400], spoilt).Sample(bytes =>
        {
            var reader = ReaderAfter(bytes);
            Assert.False(reader.IsMalformed && reader.Header is not null);
            Assert.Equal(0, reader.IsWaiting ? 0 : reader.Take("more"u8));
        });
    }

    private static Gen<IPEndPoint> Ends(int size) => Gen.Select(Gen.Byte.Array[size], Gen.UShort, (address, port) => new IPEndPoint(new IPAddress(address), port));

    private static Gen<ProxyTlv> Tlv => Gen.Select(Gen.Byte[0x10, 0xFF], Gen.Byte.Array[0, 40], (type, value) => new ProxyTlv(type, value));

    private static Gen<byte[]> AnyHeader => Gen.OneOf(
        Gen.OneOf("UNKNOWN", "UNKNOWN x", "TCP4 203.0.113.7 192.0.2.1 56324 443", "TCP6 2001:db8::1 2001:db8::2 1 2").Select(PlayedHeaders.V1),
        Gen.Select(Ends(4), Ends(4), Tlv.Array[0, 4], (client, destination, tlvs) => PlayedHeaders.V2(client, destination, tlvs)),
        Gen.Select(Ends(16), Ends(16), Tlv.Array[0, 4], (client, destination, tlvs) => PlayedHeaders.V2(client, destination, tlvs)),
        Gen.Byte.Array[0, 60].Select(rest => PlayedHeaders.V2(0x20, 0x00, rest)));

    private static ProxyHeader? Read(byte[] header)
    {
        var reader = ReaderAfter(header);
        Assert.False(reader.IsWaiting);
        return reader.Header;
    }

    private static ProxyHeaderReader ReaderAfter(byte[] bytes, ProxyVersions versions = Any)
    {
        var reader = new ProxyHeaderReader(versions);
        reader.Take(bytes);
        return reader;
    }
}
