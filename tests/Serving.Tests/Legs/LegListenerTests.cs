using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorServer.Native.Descriptors;
using ActorServer.Native.Sockets;
using ActorServer.Serving.Legs;
using ActorServer.Tests.Shared;

namespace ActorServer.Serving.Tests.Legs;

public sealed class LegListenerTests : IDisposable
{
    private const int FirstLength = 16;

    private static readonly TimeSpan Patience = SocketPair.Patience;

    private readonly BlockingCollection<(byte[] First, Socket Leg)> _arrived = [];
    private readonly PumpThreads _threads = new();
    private readonly List<Socket> _sockets = [];
    private LegListener? _listener;

    public void Dispose()
    {
        _listener?.Dispose();
        _threads.Dispose();
        foreach (var socket in _sockets)
            socket.Dispose();
        _arrived.Dispose();
    }

    [Fact]
    public async Task A_leg_arrives_with_what_it_began_with_and_the_rest_is_left_in_it()
    {
        Listen(Patience);
        var front = await ConnectAsync([.. Ticket(1), .. "question"u8]);
        var node = Arrived(Ticket(1));
        SocketPair.Receive(node, 8);
        node.Send("answer"u8);
        SocketPair.Receive(front, 6);
    }

    [Fact]
    public async Task Both_ends_are_reset_by_whoever_just_dies()
    {
        Listen(TimeSpan.FromSeconds(10));
        var front = await ConnectAsync(Ticket(1));
        var node = Arrived(Ticket(1));
        foreach (var end in (Socket[])[front, node])
        {
            Assert.Equal((true, 0), (end.LingerState!.Enabled, end.LingerState.LingerTime));
            Assert.True(end.NoDelay);
            Assert.False(Fcntl.IsNonBlocking(end.SafeHandle));
            Assert.True(KeepAlive.IsOn(end));
            Assert.Equal(TimeSpan.FromSeconds(10), LegOptions.SilenceLimit(end));
        }
    }

    [Fact]
    public async Task One_that_begins_in_pieces_arrives()
    {
        Listen(Patience);
        var front = await ConnectAsync(Ticket(7)[..5]);
        front.Send(Ticket(7).AsSpan(5, 5));
        front.Send(Ticket(7).AsSpan(10));
        Arrived(Ticket(7));
    }

    [Fact]
    public async Task A_stranger_who_says_half_of_it_is_reset_in_time_and_holds_nobody_up()
    {
        Listen(TimeSpan.FromSeconds(1));
        var stranger = await ConnectAsync(Ticket(9)[..5]);
        await ConnectAsync(Ticket(1));
        Arrived(Ticket(1));
        stranger.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        Assert.Equal(SocketError.ConnectionReset, SocketPair.ErrorAt(stranger));
        Assert.Empty(_arrived);
    }

    [Fact]
    public async Task Of_too_many_strangers_the_oldest_goes()
    {
        Listen(TimeSpan.FromMinutes(5));
        var first = await ConnectAsync([1]);
        for (var number = 0; number < Strangers.Most; number++)
            await ConnectAsync([2]);
        first.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        Assert.Equal(SocketError.ConnectionReset, SocketPair.ErrorAt(first));
        await ConnectAsync(Ticket(1));
        Arrived(Ticket(1));
    }

    [Fact]
    public async Task One_that_goes_away_again_leaves_nothing()
    {
        Listen(Patience);
        (await ConnectAsync([1])).Shutdown(SocketShutdown.Send);
        SocketPair.Abort(await ConnectAsync([2]));
        await ConnectAsync(Ticket(1));
        Arrived(Ticket(1));
        Assert.Empty(_arrived);
    }

    [Fact]
    public async Task Where_nobody_listens_it_is_said()
    {
        Listen(Patience);
        _listener!.Dispose();
        var refused = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            // Its thread lets go of the port in its own time.
            while (true)
                await ConnectAsync(Ticket(1));
        });
        Assert.True(refused.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset);
    }

    [Fact]
    public async Task Who_does_not_answer_is_given_up_in_time()
    {
        // One that is full accepts nobody: what comes then is not answered.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var at = (IPEndPoint)full.LocalEndPoint!;
        var late = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (true)
                _sockets.Add(await _threads.ConnectAsync(IPAddress.Loopback, at, Ticket(1), TimeSpan.FromMilliseconds(200), Patience));
        });
        Assert.Equal(SocketError.TimedOut, late.SocketErrorCode);
    }

    private static byte[] Ticket(byte number) => [.. Enumerable.Repeat(number, FirstLength)];

    private void Listen(TimeSpan patience) =>
        _listener = LegListener.Listen(new IPEndPoint(IPAddress.Loopback, 0), FirstLength, patience, patience, (first, leg) => _arrived.Add((first, leg)));

    private async Task<Socket> ConnectAsync(byte[] first)
    {
        var leg = await _threads.ConnectAsync(IPAddress.Loopback, _listener!.Address, first, Patience, TimeSpan.FromSeconds(10));
        _sockets.Add(leg);
        return leg;
    }

    private Socket Arrived(byte[] ticket)
    {
        Assert.True(_arrived.TryTake(out var arrived, Patience));
        _sockets.Add(arrived.Leg);
        Assert.Equal(ticket, arrived.First);
        return arrived.Leg;
    }
}
