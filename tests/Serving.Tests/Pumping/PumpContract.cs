using System.Net.Sockets;
using ActorServer.Serving.Pumping;
using ActorServer.Tests.Shared;

namespace ActorServer.Serving.Tests.Pumping;

/// <summary>What the owner of a pump may rely on, whatever the client is connected by.</summary>
public abstract class PumpContract : IDisposable
{
    private protected static readonly TimeSpan Patience = SocketPair.Patience;
    private static readonly int Much = TestSize.Of(8, 100) << 20;

    // More than all queues on the way hold together.
    private const int BoundOfAllQueues = 16 << 20;

    private readonly Lazy<IPump> _started;

    protected PumpContract() => _started = new Lazy<IPump>(Start);

    /// <summary>The server's socket of the client.</summary>
    protected abstract Socket Servers { get; }

    /// <summary>The client's own.</summary>
    protected abstract Socket Clients { get; }

    /// <summary>The handler's, with a time limit for receiving; the server keeps a descriptor of it as well.</summary>
    protected abstract Socket Worker { get; }

    /// <summary>The pump between the client and the handler's end. It starts when it is first used.</summary>
    private protected IPump Pump => _started.Value;

    /// <summary>The client goes away without having taken what there is for it.</summary>
    protected abstract void ClientResets();

    /// <summary>Makes the pump.</summary>
    private protected abstract IPump Start();

    /// <inheritdoc/>
    public void Dispose()
    {
        Pump.Dispose();
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the test has made.</summary>
    protected virtual void Dispose(bool disposing) => Worker.Dispose();

    [Fact]
    public async Task Bytes_arrive_unchanged_both_ways_at_once()
    {
        _ = Pump;
        var there = Task.WhenAll(SendAsync(Clients, seed: 1), ReceiveAsync(Worker, seed: 1));
        var back = Task.WhenAll(SendAsync(Worker, seed: 2), ReceiveAsync(Clients, seed: 2));
        await Task.WhenAll(there, back).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(Much, Pump.MovedToHandler);
        CheckCounts(Much);
    }

    [Fact]
    public async Task The_clients_end_of_file_is_passed_on_and_the_answer_still_comes()
    {
        Clients.Send("question"u8);
        Clients.Shutdown(SocketShutdown.Send);
        Assert.Equal(WayEnd.EndOfFile, await Pump.FromClient.WaitAsync(Patience));
        SocketPair.Receive(Worker, 8);
        Assert.Equal(0, Worker.Receive(new byte[1]));
        Worker.Send("answer"u8);
        SocketPair.Receive(Clients, 6);
        Assert.False(Pump.FromHandler.IsCompleted);
    }

    [Fact]
    public async Task The_handlers_end_of_file_is_told_and_the_client_still_heard()
    {
        Worker.Send("answer"u8);
        Worker.Shutdown(SocketShutdown.Send);
        Assert.Equal(WayEnd.EndOfFile, await Pump.FromHandler.WaitAsync(Patience));
        SocketPair.Receive(Clients, 6);
        // Whether that was a complete answer the owner knows: the client has heard nothing of an end.
        Assert.Equal(0, Clients.Available);
        Clients.Blocking = false;
        Assert.Throws<SocketException>(() => Clients.Receive(new byte[1]));
        Clients.Send("more"u8);
        SocketPair.Receive(Worker, 4);
    }

    [Fact]
    public async Task A_client_that_resets_is_lost_and_so_is_its_handler()
    {
        _ = Pump;
        ClientResets();
        Assert.Equal(WayEnd.ClientLost, await Pump.FromClient.WaitAsync(Patience));
        Pump.Reset();
        Assert.Equal(SocketError.ConnectionReset, Assert.Throws<SocketException>(() => Worker.Receive(new byte[1])).SocketErrorCode);
        // The one that moves for many at once has noticed before.
        Assert.True(await Pump.FromHandler.WaitAsync(Patience) is WayEnd.Stopped or WayEnd.ClientLost);
    }

    [Fact]
    public async Task A_handler_that_waits_is_reset_while_it_waits()
    {
        _ = Pump;
        var read = Task.Run(() => Worker.Receive(new byte[1]));
        Assert.NotEqual(read, await Task.WhenAny(read, Task.Delay(20)));
        Pump.Reset();
        Assert.Equal(SocketError.ConnectionReset, (await Assert.ThrowsAsync<SocketException>(() => read)).SocketErrorCode);
    }

    [Fact]
    public async Task A_handler_whoseWorker_has_died_has_not_ended_its_answer()
    {
        Worker.Send("half an ans"u8);
        Worker.Dispose();
        _ = Pump;
        SocketPair.Receive(Clients, 11);
        Assert.NotEqual(Pump.FromHandler, await Task.WhenAny(Pump.FromHandler, Task.Delay(50)));
    }

    [Fact]
    public async Task A_client_that_goes_away_in_the_middle_ends_what_is_on_its_way_to_it()
    {
        _ = Pump;
        var answer = Task.Run(() => SendUntilItFails(Worker));
        SocketPair.Receive(Clients, 1000);
        ClientResets();
        Assert.Equal(WayEnd.ClientLost, await Pump.FromHandler.WaitAsync(Patience));
        Pump.Reset();
        await answer.WaitAsync(Patience);
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
        Assert.InRange(Fill(Worker), 1, BoundOfAllQueues);
    }

    [Fact]
    public async Task One_that_stops_while_nobody_reads_still_comes_to_its_end()
    {
        _ = Pump;
        Fill(Worker);
        Fill(Clients);
        Pump.Dispose();
        Assert.Equal((WayEnd.Stopped, WayEnd.Stopped), (await Pump.FromClient.WaitAsync(Patience), await Pump.FromHandler.WaitAsync(Patience)));
        // The client is its owner's.
        Assert.False(Servers.SafeHandle.IsClosed);
    }

    /// <summary>So much has gone each way.</summary>
    private protected virtual void CheckCounts(long each)
    {
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
