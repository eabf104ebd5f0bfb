using System.Net.Sockets;
using ActorServer.Native.Descriptors;
using ActorServer.Native.Sockets;
using ActorServer.Serving.Legs;
using ActorServer.Serving.Pumping;
using ActorServer.Tests.Shared;

namespace ActorServer.Serving.Tests.Legs;

/// <summary>Runs alone: it counts the descriptors of the process.</summary>
[CollectionDefinition(nameof(ManyKernelPumpsTests), DisableParallelization = true)]
[Collection(nameof(ManyKernelPumpsTests))]
public sealed class ManyKernelPumpsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly int Dialogues = TestSize.Of(24, 400);

    [Fact]
    public async Task Whatever_is_said_in_whatever_pieces_arrives_and_then_its_end()
    {
        using var threads = new PumpThreads();
        await Task.WhenAll(Enumerable.Range(0, Dialogues).Select(seed => Task.Run(() => TalkAsync(threads, seed)))).WaitAsync(Patience);
    }

    [Fact]
    public async Task However_they_end_no_descriptor_is_left()
    {
        // What .NET makes once has been made.
        await EndInAllWaysAsync();
        var before = OpenDescriptors.Count;
        await EndInAllWaysAsync();
        Assert.True(SpinWait.SpinUntil(() => OpenDescriptors.Count <= before, Patience), $"{before} descriptors before, {OpenDescriptors.Count} after");
    }

    private static async Task EndInAllWaysAsync()
    {
        using var threads = new PumpThreads();
        await Task.WhenAll(Enumerable.Range(0, Dialogues).Select(seed => Task.Run(() => EndAsync(threads, seed)))).WaitAsync(Patience);
    }

    private static async Task TalkAsync(PumpThreads threads, int seed)
    {
        using var client = new SocketPair();
        using var leg = new SocketPair();
        using var pump = threads.Lead(client.Accepted, leg.Peer);
        var there = SayAsync(client.Peer, seed);
        var back = SayAsync(leg.Accepted, ~seed);
        await Task.WhenAll(there, back, HearAsync(leg.Accepted, seed), HearBackAsync(pump, client, ~seed));
        Assert.Equal((WayEnd.EndOfFile, WayEnd.EndOfFile), (await pump.FromClient, await pump.FromHandler));
        Assert.Equal(Words(seed).Sum(static word => (long)word.Length), pump.MovedToHandler);
    }

    // The handler's end is the owner's to pass on.
    private static async Task HearBackAsync(IPump pump, SocketPair client, int seed)
    {
        var heard = HearAsync(client.Peer, seed);
        await pump.FromHandler;
        SocketCalls.EndOutput(client.Accepted.SafeHandle);
        await heard;
    }

    private static async Task SayAsync(Socket socket, int seed)
    {
        foreach (var (length, pause) in Words(seed))
        {
            for (var sent = 0; sent < length;)
                sent += await socket.SendAsync(Text(seed, length).AsMemory(sent));
            if (pause)
                await Task.Yield();
        }

        SocketCalls.EndOutput(socket.SafeHandle);
    }

    private static async Task HearAsync(Socket socket, int seed)
    {
        foreach (var (length, pause) in Words(seed))
        {
            var heard = new byte[length];
            for (var at = 0; at < length;)
                at += await socket.ReceiveAsync(heard.AsMemory(at)) is var count and > 0 ? count : throw new EndOfStreamException();
            Assert.True(heard.AsSpan().SequenceEqual(Text(seed, length)));
            if (pause)
                await Task.Delay(1);
        }

        Assert.Equal(0, await socket.ReceiveAsync(new byte[1]));
    }

    // Small ones, then a large one now and then, so that ways begin to splice and leave it again.
    private static IEnumerable<(int Length, bool Pause)> Words(int seed)
    {
        var random = new Random(seed);
        var count = random.Next(1, 20);
        for (var word = 0; word < count; word++)
            yield return (random.Next(4) == 0 ? random.Next(1 << 20) : random.Next(1, 3000), random.Next(3) == 0);
    }

    private static byte[] Text(int seed, int length)
    {
        var text = new byte[length];
        new Random(seed ^ length).NextBytes(text);
        return text;
    }

    private static async Task EndAsync(PumpThreads threads, int seed)
    {
        using var client = new SocketPair();
        using var leg = new SocketPair();
        var pump = threads.Lead(client.Accepted, leg.Peer);
        var random = new Random(seed);
        // Some are in the middle of something large, which nobody takes: their pipes are full.
        if (random.Next(2) == 0)
            await FillAsync(leg.Accepted);
        if (random.Next(3) == 0)
            SocketPair.Abort(random.Next(2) == 0 ? client.Peer : leg.Accepted);
        if (random.Next(4) == 0)
            client.Accepted.Dispose();
        if (random.Next(2) == 0)
            pump.Reset();
        pump.Dispose();
        await Task.WhenAll(pump.FromClient, pump.FromHandler);
    }

    private static async Task FillAsync(Socket socket)
    {
        var piece = new byte[1 << 20];
        using var enough = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        try
        {
            while (true)
                await socket.SendAsync(piece, enough.Token);
        }
        catch (OperationCanceledException)
        {
            // Nobody reads, and all queues are full.
        }
    }
}
