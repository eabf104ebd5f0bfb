using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Tests.Shared;

namespace ActorServer.Native.Tests.Sockets;

/// <summary>The kernel counts a FIN as a byte of its direction: whatever the order of closing, the counts leave it out.</summary>
public sealed class TcpInfoTests
{
    private const int Sent = 7;

    public enum Step
    {
        PeerFin,
        OurFin,
        PeerReset,
        PeerCloses,
        WeReadToTheEnd,
        WeWriteInVain,
    }

    public static TheoryData<int, bool, Step[], string> Endings()
    {
        var endings = new (Step[] Steps, TcpState State)[]
        {
            ([], TcpState.Established),
            ([Step.PeerFin], TcpState.CloseWait),
            ([Step.PeerFin, Step.WeReadToTheEnd], TcpState.CloseWait),
            ([Step.OurFin], TcpState.FinWait2),
            ([Step.PeerFin, Step.OurFin], TcpState.Close),
            ([Step.OurFin, Step.PeerFin], TcpState.Close),
            ([Step.OurFin, Step.PeerFin, Step.WeReadToTheEnd], TcpState.Close),
            ([Step.PeerReset], TcpState.Close),
            ([Step.PeerFin, Step.PeerReset], TcpState.Close),
            ([Step.PeerFin, Step.WeReadToTheEnd, Step.PeerReset], TcpState.Close),
            ([Step.OurFin, Step.PeerReset], TcpState.Close),
            ([Step.PeerFin, Step.OurFin, Step.PeerReset], TcpState.Close),
            ([Step.PeerCloses], TcpState.CloseWait),
            ([Step.PeerCloses, Step.WeWriteInVain], TcpState.Close),
        };
        var data = new TheoryData<int, bool, Step[], string>();
        foreach (var received in new[] { 0, 1, 12, 4095, 4096, 50_000 })
            foreach (var read in new[] { true, false })
                foreach (var (steps, state) in endings)
                {
                    if (read || !steps.Contains(Step.WeReadToTheEnd))
                        data.Add(received, read, steps, state.ToString());
                }

        return data;
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public void The_counts_are_exact_in_every_order_of_closing(int received, bool read, Step[] steps, string state)
    {
        using var pair = new SocketPair();
        pair.Peer.Send(new byte[received]);
        pair.Accepted.Send(new byte[Sent]);
        SocketPair.Receive(pair.Peer, Sent);
        pair.Await(info => info.In == received && info.Out == Sent, "the data");
        if (read)
            SocketPair.Receive(pair.Accepted, received);

        foreach (var step in steps)
            Take(step, pair);

        pair.Await(info => info.State.ToString() == state, state);
        var end = pair.Info;
        Assert.Equal((received, Sent), (end.In, end.Out));
        AssertNothingWasConsumed(pair, read ? 0 : received, steps);
    }

    [Fact]
    public void Our_fin_that_the_peer_has_not_acknowledged_is_not_subtracted()
    {
        using var pair = new SocketPair();
        pair.FillTheWindow();
        pair.Await(info => info.NotSentBytes > 0 && info.Out > 0, "a full window");
        pair.Accepted.Shutdown(SocketShutdown.Send);
        pair.Await(info => info.State == TcpState.FinWait1, "FIN-WAIT-1");
        Assert.Equal((long)pair.Info.BytesAcked, pair.Info.Out);
        pair.Peer.Shutdown(SocketShutdown.Send);
        pair.Await(info => info.State == TcpState.Closing, "both sides closing at once");
        Assert.Equal((0, (long)pair.Info.BytesAcked), (pair.Info.In, pair.Info.Out));
    }

    [Fact]
    public void Last_ack_counts_neither_fin()
    {
        using var pair = new SocketPair();
        pair.Peer.Send(new byte[12]);
        pair.FillTheWindow();
        pair.Peer.Shutdown(SocketShutdown.Send);
        pair.Await(info => info.State == TcpState.CloseWait, "the peer's FIN");
        pair.Accepted.Shutdown(SocketShutdown.Send);
        pair.Await(info => info.State == TcpState.LastAck, "LAST-ACK");
        Assert.Equal((12, (long)pair.Info.BytesAcked), (pair.Info.In, pair.Info.Out));
    }

    [Fact]
    public void A_reset_with_data_on_its_way_counts_what_was_acknowledged()
    {
        using var pair = new SocketPair();
        // One that is set does not grow by itself (tcp(7)): later probes of the window let no more in.
        pair.Peer.ReceiveBufferSize = 64 * 1024;
        var written = pair.FillTheWindow();
        pair.Accepted.Shutdown(SocketShutdown.Send);
        var acknowledged = pair.Info.Out;
        Assert.InRange(acknowledged, 1, written - 1);
        SocketPair.Abort(pair.Peer);
        pair.Await(info => info.State == TcpState.Close, "the reset");
        Assert.Equal((0, acknowledged), (pair.Info.In, pair.Info.Out));
    }

    [Fact]
    public void What_is_not_acknowledged_is_on_its_way()
    {
        using var pair = new SocketPair();
        var written = pair.FillTheWindow();
        Assert.Equal(written - pair.Info.Out, TcpInfo.UnsentOrUnacknowledged(pair.Accepted));
        Assert.True(pair.Info.NotSentBytes > 0);
        pair.Accepted.Shutdown(SocketShutdown.Send);
        Assert.Equal(written - pair.Info.Out, TcpInfo.UnsentOrUnacknowledged(pair.Accepted));
        Assert.Equal(SocketError.Success, pair.ErrorAtPeer());
        pair.Await(info => info.State == TcpState.FinWait2, "the end of the data");
        Assert.Equal(0, TcpInfo.UnsentOrUnacknowledged(pair.Accepted));
        Assert.Equal(written, pair.Info.Out);
    }

    [Fact]
    public void It_tells_since_when_nothing_came_or_went()
    {
        using var pair = new SocketPair();
        pair.Await(info => info.LastDataSent >= 30 && info.LastDataReceived >= 30, "30 ms of silence");
        pair.Peer.Send(new byte[1]);
        pair.Await(info => info.LastDataReceived < info.LastDataSent, "the byte");
    }

    [Fact]
    public void A_socket_that_is_closed_or_not_tcp_has_none()
    {
        var pair = new SocketPair();
        pair.Dispose();
        Assert.False(TcpInfo.TryRead(pair.Accepted, out _));
        Assert.Null(TcpInfo.UnsentOrUnacknowledged(pair.Accepted));
        using var local = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Assert.False(TcpInfo.TryRead(local, out _));
    }

    private static void Take(Step step, SocketPair pair)
    {
        var before = pair.Info;
        switch (step)
        {
            case Step.PeerFin:
                pair.Peer.Shutdown(SocketShutdown.Send);
                pair.Await(info => info.BytesReceived == before.BytesReceived + 1, "the peer's FIN");
                break;
            case Step.OurFin:
                pair.Accepted.Shutdown(SocketShutdown.Send);
                pair.Await(info => info.BytesAcked == before.BytesAcked + 1, "the acknowledgement of our FIN");
                break;
            case Step.PeerReset:
                SocketPair.Abort(pair.Peer);
                pair.Await(info => info.State == TcpState.Close, "the reset");
                break;
            case Step.PeerCloses:
                pair.Peer.Close();
                pair.Await(info => info.State == TcpState.CloseWait, "the peer's FIN");
                break;
            case Step.WeWriteInVain:
                pair.Accepted.Send(new byte[5]);
                pair.Await(info => info.State == TcpState.Close, "the reset");
                break;
            case Step.WeReadToTheEnd:
                Assert.Equal(0, pair.Accepted.Receive(new byte[1]));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(step));
        }
    }

    private static void AssertNothingWasConsumed(SocketPair pair, int unread, Step[] steps)
    {
        Assert.Equal(unread, pair.Accepted.Available);
        if (unread > 0)
            SocketPair.Receive(pair.Accepted, unread);
        if (steps is [Step.PeerReset] or [Step.OurFin, Step.PeerReset])
            Assert.Equal(SocketError.ConnectionReset, Assert.Throws<SocketException>(() => pair.Accepted.Receive(new byte[1])).SocketErrorCode);
    }
}
