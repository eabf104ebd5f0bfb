using System.Net;
using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Protocol.Channel;
using ActorServer.Tests.Shared;
using CsCheck;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.Protocol.Tests.Channel;

public sealed class DescriptorPassingTests : IDisposable
{
    private const int NotASocket = 88;
    private const int Again = 11;
    private const int TooManyReferences = 109;

    private static readonly ConnectionInfo Info = new(
        "c-42", "default", "process", new IPEndPoint(IPAddress.Loopback, 41234), new UnixDomainSocketEndPoint("/run/a.sock"));

    private readonly UnixSocketPair _channel = new();
    private readonly SocketPair _pair = new();

    public void Dispose()
    {
        _channel.Dispose();
        _pair.Dispose();
    }

    [Fact]
    public void The_receiver_has_the_same_connection_and_lives_on_when_the_sender_has_closed_its_own()
    {
        Assert.Equal(0, HandOff.Send(_channel.One.SafeHandle, 42, Info, _pair.Accepted.SafeHandle));
        _pair.Accepted.Dispose();

        var client = HandOff.Receive(_channel.Other.SafeHandle, out var error)!;
        using var received = new Socket(client.Socket);

        Assert.Equal((42, Info, 0), (client.Number, client.Info, error));
        received.Send("hello"u8);
        SocketPair.Receive(_pair.Peer, 5);
        _pair.Peer.Send("world"u8);
        SocketPair.Receive(received, 5);
    }

    [Fact]
    public void A_received_descriptor_is_closed_on_exec()
    {
        HandOff.Send(_channel.One.SafeHandle, 1, Info, _pair.Accepted.SafeHandle);
        using var received = HandOff.Receive(_channel.Other.SafeHandle, out _)!.Socket;
        var flags = File.ReadLines($"/proc/self/fdinfo/{received.DangerousGetHandle()}").Single(line => line.StartsWith("flags:", StringComparison.Ordinal));
        Assert.NotEqual(0, Convert.ToInt32(flags.Split('\t')[1], 8) & 0x80000);
    }

    [Fact]
    public void Several_that_wait_are_received_one_by_one_in_order()
    {
        for (var number = 1; number <= 20; number++)
            Assert.Equal(0, HandOff.Send(_channel.One.SafeHandle, number, Info, _pair.Accepted.SafeHandle));
        for (var expected = 1; expected <= 20; expected++)
        {
            var client = HandOff.Receive(_channel.Other.SafeHandle, out _)!;
            client.Socket.Dispose();
            Assert.Equal(expected, client.Number);
        }
    }

    [Fact]
    public void The_end_of_the_channel_is_no_error()
    {
        _channel.One.Dispose();
        Assert.Null(HandOff.Receive(_channel.Other.SafeHandle, out var error));
        Assert.Equal(0, error);
    }

    [Fact]
    public void A_channel_whose_other_end_is_closed_takes_nothing_and_kills_nobody()
    {
        _channel.Other.Dispose();
        Assert.Equal(32, HandOff.Send(_channel.One.SafeHandle, 1, Info, _pair.Accepted.SafeHandle));
    }

    [Fact]
    public void A_channel_that_is_full_is_an_error_and_not_a_wait()
    {
        _channel.One.Blocking = false;
        var error = 0;
        for (var i = 0; i < 100_000 && error == 0; i++)
            error = HandOff.Send(_channel.One.SafeHandle, 1, Info, _pair.Accepted.SafeHandle);
        // Full, or as many descriptors on their way as the user may have open.
        Assert.True(error is Again or TooManyReferences, $"errno {error}");
    }

    [Fact]
    public void What_is_no_socket_is_no_channel()
    {
        using var file = File.OpenHandle("/dev/null");
        Assert.Null(HandOff.Receive(file, out var error));
        Assert.Equal(NotASocket, error);
    }

    [Fact]
    public void Bytes_without_a_descriptor_are_no_hand_off() =>
        Gen.Byte.Array[1, 40].Sample(
            bytes =>
            {
                using var channel = new UnixSocketPair();
                channel.One.Send(bytes);
                return HandOff.Receive(channel.Other.SafeHandle, out var error) is null && error != 0;
            },
            iter: 200);

    [Fact]
    public void A_descriptor_with_too_few_bytes_is_no_hand_off_and_is_closed()
    {
        DescriptorPassing.Send(_channel.One.SafeHandle, "abc"u8, _pair.Accepted.SafeHandle);
        Assert.Null(HandOff.Receive(_channel.Other.SafeHandle, out var error));
        Assert.NotEqual(0, error);
        // Nothing else holds the connection then: its peer notices when the last descriptor of it is closed.
        _pair.Accepted.Dispose();
        // .NET closes a handle that is no Socket's with a reset.
        Assert.Equal(SocketError.ConnectionReset, _pair.ErrorAtPeer());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(253)]
    public void Of_several_descriptors_in_one_message_the_first_is_taken_and_the_others_are_closed(int count)
    {
        RawRights.Send(_channel.One, "x"u8.ToArray(), _pair.Accepted, count);
        // Nothing else holds the connection then: its peer notices when the last descriptor of it is closed.
        _pair.Accepted.Dispose();
        Assert.Equal(1, DescriptorPassing.Receive(_channel.Other.SafeHandle, new byte[8], out var first, out _));
        Assert.NotNull(first);
        new Socket(first).Dispose();
        Assert.Equal(0, _pair.Peer.Receive(new byte[1]));
    }

    [Fact]
    public void Any_kind_of_descriptor_can_be_passed()
    {
        using var file = File.OpenHandle("/proc/version");
        Assert.Equal(0, DescriptorPassing.Send(_channel.One.SafeHandle, "f"u8, file));
        var bytes = new byte[10];
        Assert.Equal(1, DescriptorPassing.Receive(_channel.Other.SafeHandle, bytes, out var descriptor, out _));
        using (descriptor)
        using (var received = new SafeFileHandle(descriptor!.DangerousGetHandle(), ownsHandle: false))
            Assert.True(RandomAccess.Read(received, bytes, 0) > 0);
    }
}
