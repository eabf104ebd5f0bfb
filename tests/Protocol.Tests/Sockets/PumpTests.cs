using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Serving.Streams;
using ActorServer.Tests.Shared;
using Akka.TestKit.Xunit2;

namespace ActorServer.Protocol.Tests.Sockets;

/// <summary>A pump between a client over TCP and a pair of Unix sockets; the test is the client and whoever is at the other end.</summary>
public sealed class PumpTests : TestKit
{
    private static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(100);

    private readonly SocketPair _client = new();
    private readonly UnixSocketPair _pair = new();

    public PumpTests()
    {
        _pair.Other.ReceiveTimeout = (int)SocketPair.Patience.TotalMilliseconds;
        new Pump(
            new AsynchronousSocketStream(_client.Accepted), new AsynchronousSocketStream(_pair.One), () => SocketCalls.EndOutput(_pair.One.SafeHandle), TestActor).Start();
    }

    private Socket Far => _pair.Other;

    [Fact]
    public void Bytes_go_both_ways()
    {
        _client.Peer.Send("ping"u8);
        Assert.Equal("ping"u8, Receive(Far, 4));
        Far.Send("pong!"u8);
        Assert.Equal("pong!"u8, Receive(_client.Peer, 5));
        ExpectNoMsg(AWhile);
    }

    [Fact]
    public async Task Large_pieces_arrive_as_they_were_sent_while_others_go_the_other_way()
    {
        var bytes = Random.Shared.GetItems<byte>([1, 2, 3, 4, 5, 6, 7], TestSize.Of(4, 100) << 20);
        var sends = new[] { Task.Run(() => SendAll(_client.Peer, bytes)), Task.Run(() => SendAll(Far, bytes)) };
        var receives = new[] { Task.Run(() => Receive(Far, bytes.Length).ToArray()), Task.Run(() => Receive(_client.Peer, bytes.Length).ToArray()) };
        await Task.WhenAll(sends).WaitAsync(SocketPair.Patience);
        foreach (var received in await Task.WhenAll(receives).WaitAsync(SocketPair.Patience))
            Assert.True(bytes.AsSpan().SequenceEqual(received));
    }

    [Fact]
    public void The_clients_end_is_passed_on_and_its_answer_still_arrives()
    {
        _client.Peer.Send("last"u8);
        _client.Peer.Shutdown(SocketShutdown.Send);
        Assert.Equal("last"u8, Receive(Far, 4));
        Assert.Equal(0, Far.Receive(new byte[1]));
        ExpectMsg<Pump.ClientEnded>(SocketPair.Patience);
        Far.Send("answer"u8);
        Assert.Equal("answer"u8, Receive(_client.Peer, 6));
    }

    [Fact]
    public void The_other_sides_end_is_told_when_all_has_been_written_and_is_not_passed_on()
    {
        Far.Send(new byte[100_000]);
        Far.Shutdown(SocketShutdown.Send);
        Receive(_client.Peer, 100_000);
        ExpectMsg<Pump.FarEnded>(SocketPair.Patience);
        Assert.False(_client.Peer.Poll(AWhile, SelectMode.SelectRead));
    }

    [Fact]
    public void Nor_is_its_death_with_input_unread()
    {
        _client.Peer.Send("never read"u8);
        Assert.True(Far.Poll(SocketPair.Patience, SelectMode.SelectRead));
        Far.Send("said"u8);
        Far.Close();
        Assert.Equal("said"u8, Receive(_client.Peer, 4));
        ExpectMsg<Pump.FarEnded>(SocketPair.Patience);
        Assert.False(_client.Peer.Poll(AWhile, SelectMode.SelectRead));
    }

    [Fact]
    public void A_client_that_resets_is_told()
    {
        SocketPair.Abort(_client.Peer);
        ExpectMsg<Pump.ClientLost>(SocketPair.Patience);
    }

    [Fact]
    public void A_client_that_does_not_read_stops_the_other_side()
    {
        Far.Blocking = false;
        var taken = Fill(Far);
        Assert.InRange(taken, 1, 64 << 20);
        Receive(_client.Peer, (int)taken);
    }

    [Fact]
    public void One_who_does_not_read_the_client_stops_the_client()
    {
        _client.Peer.Blocking = false;
        var taken = Fill(_client.Peer);
        Assert.InRange(taken, 1, 64 << 20);
        Receive(Far, (int)taken);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _client.Dispose();
        _pair.Dispose();
    }

    private static void SendAll(Socket socket, byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;)
            sent += socket.Send(bytes.AsSpan(sent));
    }

    private static ReadOnlySpan<byte> Receive(Socket socket, int count)
    {
        var buffer = new byte[count];
        for (var received = 0; received < count;)
            received += socket.Receive(buffer.AsSpan(received)) is var n and > 0 ? n : throw new EndOfStreamException();
        return buffer;
    }

    // Until nothing more is taken for a while.
    private static long Fill(Socket socket)
    {
        var taken = 0L;
        while (socket.Poll(AWhile, SelectMode.SelectWrite))
        {
            taken += Math.Max(0, socket.Send(new byte[16 * 1024], SocketFlags.None, out var error));
            if (error is not (SocketError.Success or SocketError.WouldBlock))
                throw new SocketException((int)error);
        }

        return taken;
    }
}
