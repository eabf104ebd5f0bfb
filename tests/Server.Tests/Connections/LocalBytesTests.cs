using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Server.Connections;
using ActorServer.Tests.Shared;

namespace ActorServer.Server.Tests.Connections;

/// <summary>What is known of a client at a Unix socket, and when it counts as gone.</summary>
public sealed class LocalBytesTests : IDisposable
{
    private readonly UnixSocketPair _pair = new();
    private readonly SocketCounts _counts = new();
    private readonly LocalBytes _bytes;
    private TimeSpan _now = TimeSpan.FromHours(1);

    public LocalBytesTests() => _bytes = new LocalBytes(_pair.Other, _counts, () => _now);

    private ClientBytes Bytes => _bytes.TryRead(out var bytes) ? bytes : throw new InvalidOperationException("nothing is known");

    [Fact]
    public void What_waits_to_be_read_has_been_received()
    {
        _pair.One.Send("hello"u8);
        Assert.Equal((5, 5), (Bytes.In, _bytes.Unread()));
        SocketPair.Receive(_pair.Other, 5);
        _counts.AddReceived(5);
        Assert.Equal((5, 0), (Bytes.In, _bytes.Unread()));
    }

    [Fact]
    public void A_client_whose_queue_has_room_is_not_waited_for()
    {
        Write(1000);
        Assert.False(Bytes.IsSending);
        Assert.Equal(1000, Bytes.Out);
    }

    [Fact]
    public void One_whose_queue_is_full_is_waited_for_and_that_it_takes_something_shows()
    {
        _pair.Other.Blocking = false;
        while (_pair.Other.Send(new byte[10_000], SocketFlags.None, out _) is var count and > 0)
            _counts.AddSent(count);
        Assert.True(Bytes.IsSending);
        var before = Bytes.Taken;
        SocketPair.Receive(_pair.One, 20_000);
        Assert.InRange(Bytes.Taken, before + 1, Bytes.Out - 1);
        Assert.Equal(Bytes.Out - Bytes.Taken, _bytes.Unacknowledged());
        SocketPair.Receive(_pair.One, _pair.One.Available);
        Assert.Equal((Bytes.Out, 0), (Bytes.Taken, _bytes.Unacknowledged()));
    }

    [Fact]
    public void A_client_that_half_closes_is_there()
    {
        _pair.One.Shutdown(SocketShutdown.Send);
        _now += 2 * LocalBytes.GoneAfter;
        Assert.True(Bytes is { InputEnded: true, IsClosed: false });
    }

    [Fact]
    public void One_that_closes_as_a_whole_is_gone_after_a_minute()
    {
        _pair.One.Close();
        Assert.True(Bytes is { InputEnded: true, IsClosed: false });
        _now += LocalBytes.GoneAfter - TimeSpan.FromMilliseconds(1);
        Assert.False(Bytes.IsClosed);
        _now += TimeSpan.FromMilliseconds(1);
        Assert.True(Bytes.IsClosed);
    }

    [Fact]
    public void One_that_closes_with_unread_input_is_gone_at_once()
    {
        Write(1);
        _pair.One.Close();
        Assert.True(Bytes is { IsClosed: true, IsSending: false });
    }

    [Fact]
    public void Of_a_socket_that_is_closed_nothing_is_known()
    {
        _pair.Other.Dispose();
        Assert.False(_bytes.TryRead(out _));
        Assert.Equal(0, _bytes.Unread());
    }

    public void Dispose() => _pair.Dispose();

    private void Write(int count) => _counts.AddSent(_pair.Other.Send(new byte[count]));
}
