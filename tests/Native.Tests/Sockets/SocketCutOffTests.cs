using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Tests.Shared;

namespace ActorServer.Native.Tests.Sockets;

public sealed class SocketCutOffTests
{
    [Fact]
    public void The_peer_is_reset_at_once_although_another_descriptor_is_open()
    {
        using var pair = new SocketPair();
        using var other = SocketDuplicate.Take(pair.Accepted);
        SocketCutOff.CutOff(pair.Accepted);
        Assert.Equal(SocketError.ConnectionReset, pair.ErrorAtPeer());
    }

    [Fact]
    public void The_peer_is_reset_although_input_is_unread()
    {
        using var pair = new SocketPair();
        using var other = SocketDuplicate.Take(pair.Accepted);
        pair.Peer.Send(new byte[10_000]);
        pair.Await(info => info.In == 10_000, "the input");
        SocketCutOff.CutOff(pair.Accepted);
        Assert.Equal(SocketError.ConnectionReset, pair.ErrorAtPeer());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_peer_is_reset_although_one_side_has_closed_its_half(bool peer)
    {
        using var pair = new SocketPair();
        using var other = SocketDuplicate.Take(pair.Accepted);
        (peer ? pair.Peer : pair.Accepted).Shutdown(SocketShutdown.Send);
        pair.Await(info => info.State == (peer ? TcpState.CloseWait : TcpState.FinWait2), "half a close");
        SocketCutOff.CutOff(pair.Accepted);
        if (peer)
            Assert.Equal(SocketError.ConnectionReset, pair.ErrorAtPeer());
        else
            Assert.True(IsResetForWriting(pair.Peer));
    }

    [Fact]
    public void The_peer_is_reset_in_the_middle_of_sending()
    {
        using var pair = new SocketPair();
        using var other = SocketDuplicate.Take(pair.Accepted);
        pair.FillTheWindow();
        SocketCutOff.CutOff(pair.Accepted);
        Assert.Equal(SocketError.ConnectionReset, pair.ErrorAtPeer());
    }

    [Fact]
    public async Task A_thread_that_waits_in_a_read_of_the_other_descriptor_returns()
    {
        using var pair = new SocketPair();
        using var other = SocketDuplicate.Take(pair.Accepted);
        var entered = new TaskCompletionSource();
        var reading = Task.Factory.StartNew(
            () =>
            {
                entered.SetResult();
                return Record.Exception(() => other.Receive(new byte[1]));
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await entered.Task;
        SocketCutOff.CutOff(pair.Accepted);
        Assert.Equal(SocketError.ConnectionReset, pair.ErrorAtPeer());
        await reading.WaitAsync(SocketPair.Patience);
    }

    [Fact]
    public async Task An_asynchronous_read_of_the_same_socket_returns()
    {
        using var pair = new SocketPair();
        var reading = pair.Accepted.ReceiveAsync(new byte[1]);
        SocketCutOff.CutOff(pair.Accepted);
        Assert.Equal(SocketError.ConnectionReset, pair.ErrorAtPeer());
        Assert.IsNotType<TimeoutException>(await Record.ExceptionAsync(() => reading.WaitAsync(SocketPair.Patience)));
    }

    [Fact]
    public void The_counters_are_gone_afterwards()
    {
        using var pair = new SocketPair();
        pair.Peer.Send(new byte[12]);
        pair.Await(info => info.In == 12, "the input");
        SocketCutOff.CutOff(pair.Accepted);
        Assert.Equal((TcpState.Close, 0L, 0L), (pair.Info.State, pair.Info.In, pair.Info.Out));
    }

    [Fact]
    public void A_second_time_and_after_the_end_it_does_nothing()
    {
        using var pair = new SocketPair();
        SocketCutOff.CutOff(pair.Accepted);
        SocketCutOff.CutOff(pair.Accepted);
        pair.Accepted.Dispose();
        SocketCutOff.CutOff(pair.Accepted);
    }

    private static bool IsResetForWriting(Socket peer) =>
        SpinWait.SpinUntil(() => Record.Exception(() => peer.Send(new byte[1])) is SocketException, SocketPair.Patience);
}
