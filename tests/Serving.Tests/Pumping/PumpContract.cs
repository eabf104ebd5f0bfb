using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Serving.Pumping;
using ActorServer.Serving.Streams;
using ActorServer.Tests.Shared;

namespace ActorServer.Serving.Tests.Pumping;

/// <summary>What the owner of a pump may rely on, whatever the client is connected by.</summary>
public abstract class PumpContract : IDisposable
{
    private static readonly TimeSpan Patience = SocketPair.Patience;
    private static readonly int Much = TestSize.Of(8, 100) << 20;

    // More than all queues on the way hold together.
    private const int BoundOfAllQueues = 16 << 20;

    private readonly Socket _worker;
    private readonly LocalPair _pair = LocalPair.Make();
    private readonly SocketCounts _counts = new();
    private readonly Lazy<Pump> _started;

    protected PumpContract()
    {
        // A worker has a descriptor of its own, and the server keeps the other.
        _worker = SocketDuplicate.Take(_pair.HandlersSocket);
        _worker.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        _started = new Lazy<Pump>(() => Pump.Start(new AsynchronousSocketStream(Servers, _counts), _pair));
    }

    /// <summary>The server's socket of the client.</summary>
    protected abstract Socket Servers { get; }

    /// <summary>The client's own.</summary>
    protected abstract Socket Clients { get; }

    private Pump Pump => _started.Value;

    /// <summary>The client goes away without having taken what there is for it.</summary>
    protected abstract void ClientResets();

    /// <inheritdoc/>
    public void Dispose()
    {
        Pump.Dispose();
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the test has made.</summary>
    protected virtual void Dispose(bool disposing) => _worker.Dispose();

    [Fact]
    public async Task Bytes_arrive_unchanged_both_ways_at_once()
    {
        _ = Pump;
        var there = Task.WhenAll(SendAsync(Clients, seed: 1), ReceiveAsync(_worker, seed: 1));
        var back = Task.WhenAll(SendAsync(_worker, seed: 2), ReceiveAsync(Clients, seed: 2));
        await Task.WhenAll(there, back).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal((Much, Much), ((int)_counts.Received, (int)_counts.Sent));
    }

    [Fact]
    public async Task The_clients_end_of_file_is_passed_on_and_the_answer_still_comes()
    {
        Clients.Send("question"u8);
        Clients.Shutdown(SocketShutdown.Send);
        Assert.Equal(WayEnd.EndOfFile, await Pump.FromClient.WaitAsync(Patience));
        SocketPair.Receive(_worker, 8);
        Assert.Equal(0, _worker.Receive(new byte[1]));
        _worker.Send("answer"u8);
        SocketPair.Receive(Clients, 6);
        Assert.False(Pump.FromHandler.IsCompleted);
    }

    [Fact]
    public async Task The_handlers_end_of_file_is_told_and_the_client_still_heard()
    {
        _worker.Send("answer"u8);
        _worker.Shutdown(SocketShutdown.Send);
        Assert.Equal(WayEnd.EndOfFile, await Pump.FromHandler.WaitAsync(Patience));
        SocketPair.Receive(Clients, 6);
        // Whether that was a complete answer the owner knows: the client has heard nothing of an end.
        Assert.Equal(0, Clients.Available);
        Clients.Blocking = false;
        Assert.Throws<SocketException>(() => Clients.Receive(new byte[1]));
        Clients.Send("more"u8);
        SocketPair.Receive(_worker, 4);
    }

    [Fact]
    public async Task A_client_that_resets_is_lost_and_so_is_its_handler()
    {
        _ = Pump;
        ClientResets();
        Assert.Equal(WayEnd.ClientLost, await Pump.FromClient.WaitAsync(Patience));
        Pump.Reset();
        Assert.Equal(SocketError.ConnectionReset, Assert.Throws<SocketException>(() => _worker.Receive(new byte[1])).SocketErrorCode);
        Assert.Equal(WayEnd.Stopped, await Pump.FromHandler.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_handler_that_waits_is_reset_while_it_waits()
    {
        _ = Pump;
        var read = Task.Run(() => _worker.Receive(new byte[1]));
        Assert.NotEqual(read, await Task.WhenAny(read, Task.Delay(20)));
        Pump.Reset();
        Assert.Equal(SocketError.ConnectionReset, (await Assert.ThrowsAsync<SocketException>(() => read)).SocketErrorCode);
    }

    [Fact]
    public async Task A_handler_whose_worker_has_died_has_not_ended_its_answer()
    {
        _worker.Send("half an ans"u8);
        _worker.Dispose();
        _ = Pump;
        SocketPair.Receive(Clients, 11);
        Assert.NotEqual(Pump.FromHandler, await Task.WhenAny(Pump.FromHandler, Task.Delay(50)));
    }

    [Fact]
    public async Task A_client_that_goes_away_in_the_middle_ends_what_is_on_its_way_to_it()
    {
        _ = Pump;
        var answer = Task.Run(() => SendUntilItFails(_worker));
        SocketPair.Receive(Clients, 1000);
        ClientResets();
        Assert.Equal(WayEnd.ClientLost, await Pump.FromHandler.WaitAsync(Patience));
        Pump.Reset();
        await answer.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_handler_that_takes_nothing_more_ends_the_way_to_it_alone()
    {
        _ = Pump;
        _worker.Shutdown(SocketShutdown.Receive);
        Clients.Send("hello"u8);
        Assert.Equal(WayEnd.HandlerLost, await Pump.FromClient.WaitAsync(Patience));
        _worker.Send("bye"u8);
        SocketPair.Receive(Clients, 3);
    }

    [Fact]
    public void A_handler_that_does_not_read_bounds_what_its_client_can_send()
    {
        _ = Pump;
        Assert.InRange(Fill(Clients), 1, BoundOfAllQueues);
    }

    [Fact]
    public void A_client_that_does_not_read_bounds_what_its_handler_can_write()
    {
        _ = Pump;
        Assert.InRange(Fill(_worker), 1, BoundOfAllQueues);
    }

    [Fact]
    public async Task One_that_stops_while_nobody_reads_still_comes_to_its_end()
    {
        _ = Pump;
        Fill(_worker);
        Fill(Clients);
        Pump.Dispose();
        Assert.Equal((WayEnd.Stopped, WayEnd.Stopped), (await Pump.FromClient.WaitAsync(Patience), await Pump.FromHandler.WaitAsync(Patience)));
        // The client is its owner's.
        Assert.False(Servers.SafeHandle.IsClosed);
    }

    private static async Task SendAsync(Socket socket, int seed)
    {
        var random = new Random(seed);
        var piece = new byte[50_000];
        for (var left = Much; left > 0; left -= piece.Length)
        {
            random.NextBytes(piece);
            await socket.SendAsync(piece.AsMemory(0, Math.Min(left, piece.Length)));
        }
    }

    private static async Task ReceiveAsync(Socket socket, int seed)
    {
        var random = new Random(seed);
        var expected = new byte[50_000];
        var piece = new byte[50_000];
        for (var left = Much; left > 0; left -= piece.Length)
        {
            random.NextBytes(expected);
            var length = Math.Min(left, piece.Length);
            for (var at = 0; at < length;)
                at += await socket.ReceiveAsync(piece.AsMemory(at, length - at)) is var count and > 0 ? count : throw new EndOfStreamException();
            Assert.True(piece.AsSpan(0, length).SequenceEqual(expected.AsSpan(0, length)));
        }
    }

    /// <summary>Sends until nothing more is taken for a while, or the connection is lost. How much was taken.</summary>
    // Without a pause, however slow the machine: what has come to rest is not in the middle.
    private static void SendUntilItFails(Socket socket)
    {
        socket.Blocking = true;
        var piece = new byte[64 * 1024];
        SocketError error;
        do
        {
            socket.Send(piece, SocketFlags.None, out error);
        }
        while (error == SocketError.Success);
    }

    private static long Fill(Socket socket)
    {
        var sent = 0L;
        socket.Blocking = false;
        var piece = new byte[64 * 1024];
        while (sent <= BoundOfAllQueues && socket.Poll(TimeSpan.FromMilliseconds(300), SelectMode.SelectWrite))
        {
            var count = socket.Send(piece, SocketFlags.None, out var error);
            sent += count;
            if (error is not SocketError.Success and not SocketError.WouldBlock)
                break;
        }

        return sent;
    }
}
