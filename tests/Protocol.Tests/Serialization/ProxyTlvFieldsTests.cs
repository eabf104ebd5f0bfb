using System.Net;
using System.Runtime.Serialization;
using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Serialization;
using ActorServer.Tests.Shared;
using CsCheck;

namespace ActorServer.Protocol.Tests.Serialization;

/// <summary>What a proxy has said of a client reaches the client's handler in a worker.</summary>
public sealed class ProxyTlvFieldsTests
{
    private static readonly IPEndPoint End = IPEndPoint.Parse("203.0.113.7:1");
    private static readonly IPEndPoint Proxy = IPEndPoint.Parse("[2001:db8::1]:2");

    private static readonly Gen<ProxyTlv[]> Tlvs = Gen.Select(Gen.Byte, Gen.Byte.Array[0, 40], (type, value) => new ProxyTlv(type, value)).Array[0, 20];

    [Fact]
    public void A_connection_has_its_proxy_and_all_that_it_said_when_it_is_read_again() => Tlvs.Sample(tlvs =>
    {
        var read = ControlFormats.ReadConnectionInfo(ControlFormats.WriteConnectionInfo(Info(tlvs)));
        Assert.Equal(Proxy, read.Proxy);
        Assert.Equal(tlvs, read.ProxyTlvs);
    });

    [Fact]
    public void A_connection_without_a_proxy_has_none()
    {
        var read = ControlFormats.ReadConnectionInfo(ControlFormats.WriteConnectionInfo(new ConnectionInfo("c-1", "default", "process", End, End)));
        Assert.Null(read.Proxy);
        Assert.Empty(read.ProxyTlvs);
    }

    [Fact]
    public void The_longest_header_that_is_taken_fits_into_a_hand_off()
    {
        using var pair = new SocketPair();
        using var channel = new UnixSocketPair();
        // Of many short ones, whose heads take most of the room.
        var tlvs = Enumerable.Repeat(new ProxyTlv(0xE0, default), 4096 / 3).ToArray();
        var info = Info(tlvs) with { Service = new string('s', 40), Isolation = new string('i', 40) };
        Assert.Equal(0, HandOff.Send(channel.One.SafeHandle, 1, info, pair.Accepted.SafeHandle));
        var client = HandOff.Receive(channel.Other.SafeHandle, out var error)!;
        Assert.Equal(0, error);
        Assert.Equal(tlvs, client.Info.ProxyTlvs);
        client.Socket.Dispose();
    }

    [Fact]
    public void Bytes_that_are_none_are_refused() => Gen.Byte.Array[0, 30].Sample(bytes =>
    {
        if (ProxyTlvFields.Read(bytes) is { } tlvs)
            Assert.Equal(bytes, ProxyTlvFields.Write(tlvs));
        else
            Assert.Throws<SerializationException>(() => ControlFormats.ReadConnectionInfo(WithTlvs(bytes)));
    });

    private static ConnectionInfo Info(ProxyTlv[] tlvs) => new("c-1", "default", "process", End, End) { Proxy = Proxy, ProxyTlvs = tlvs };

    private static byte[] WithTlvs(byte[] bytes)
    {
        var writer = new ProtobufWriter(16);
        writer.WriteBytes(7, bytes);
        return [.. ControlFormats.WriteConnectionInfo(Info([])), .. writer.ToArray()];
    }
}
