using System.Diagnostics;
using System.Net.Sockets;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace ActorServer.UnixSocket.Tests;

/// <summary>What was taken before the end arrives, within a bounded time.</summary>
public class FlushSpec : TwoTransports
{
    private const int Many = 500;

    [Fact]
    public async Task All_that_was_written_before_Disassociate_should_arrive()
    {
        var (near, far) = await AssociateAsync();
        WriteMany(near);
        Disassociate(near);
        ShouldArrive(far);
    }

    [Fact]
    public async Task It_should_arrive_also_when_this_side_has_not_read_what_the_other_wrote()
    {
        var (near, far) = await AssociateAsync();
        WriteMany(far);
        WriteMany(near);
        Disassociate(near);
        ShouldArrive(far);
    }

    [Fact]
    public async Task It_should_arrive_also_when_the_other_side_finds_out_by_writing_that_this_one_is_gone()
    {
        var (near, far) = await AssociateAsync();
        Assert.True(near.Write(ByteString.CopyFromUtf8("last words")));
        Disassociate(near);
        AwaitCondition(() => !far.Write(ByteString.CopyFromUtf8("to nobody")), Soon);
        var atFar = ListenTo(far);
        Assert.Equal("last words", atFar.ExpectMsg<InboundPayload>(Soon).Payload.ToStringUtf8());
        atFar.ExpectMsg<Disassociated>(Soon);
    }

    [Fact]
    public async Task All_that_was_written_before_Shutdown_should_arrive()
    {
        var ends = new List<(AssociationHandle Near, AssociationHandle Far)>();
        for (var count = 0; count < 5; count++)
            ends.Add(await AssociateAsync());
        ends.ForEach(end => WriteMany(end.Near));
        var shuttingDown = NearTransport.Shutdown();
        ends.ForEach(end => ShouldArrive(end.Far));
        Assert.True(await shuttingDown.WaitAsync(Soon));
    }

    [Fact]
    public void A_peer_that_does_not_read_should_hold_up_the_end_for_a_bounded_time()
    {
        var (peer, far) = ConnectRaw();
        while (far.Write(ByteString.CopyFrom(new byte[10_000])))
        {
        }

        var clock = Stopwatch.StartNew();
        Disassociate(far);
        AwaitCondition(() => IsHungUp(peer), Soon);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        peer.Dispose();
    }

    // Reading would make room, and what is tested is a peer that does not.
    private static bool IsHungUp(Socket peer)
    {
        try
        {
            peer.Blocking = false;
            return peer.Send([0]) < 0;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode != SocketError.WouldBlock;
        }
    }

    private static void WriteMany(AssociationHandle end)
    {
        for (var number = 0; number < Many; number++)
            Assert.True(end.Write(ByteString.CopyFrom(new byte[1 + (number * 7)])));
    }

    private void ShouldArrive(AssociationHandle end)
    {
        var probe = ListenTo(end);
        for (var number = 0; number < Many; number++)
            Assert.Equal(1 + (number * 7), probe.ExpectMsg<InboundPayload>(Soon).Payload.Length);
        probe.ExpectMsg<Disassociated>(Soon);
    }
}
