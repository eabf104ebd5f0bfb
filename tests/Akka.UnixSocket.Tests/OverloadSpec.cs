using System.Buffers.Binary;
using System.Diagnostics;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace ActorServer.UnixSocket.Tests;

/// <summary>A peer that does not read costs a bounded amount of memory and nobody's time, and gets what was taken for it.</summary>
public class OverloadSpec : TwoTransports
{
    private const int Queue = 1_000_000;
    private const int Frame = 10_000;

    // What the two sockets hold, by the kernel's defaults, with room for its bookkeeping.
    private const int KernelBuffers = 1_000_000;

    public OverloadSpec()
        : base($"send-queue-bytes = {Queue}")
    {
    }

    [Fact]
    public async Task Writing_should_be_refused_at_the_bound_and_never_wait()
    {
        var (near, _) = await AssociateAsync();
        var slowest = TimeSpan.Zero;
        var written = 0;
        bool taken;
        do
        {
            var clock = Stopwatch.StartNew();
            taken = near.Write(Numbered(written));
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
            written += taken ? 1 : 0;
        }
        while (taken);

        Assert.InRange(written * Frame, Queue - Frame, Queue + KernelBuffers);
        // Far above what a busy machine takes, far below any wait.
        Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        for (var again = 0; again < 1_000; again++)
            Assert.False(near.Write(Numbered(written)));
    }

    [Fact]
    public async Task What_was_taken_should_arrive_once_and_in_order_when_the_peer_reads_again()
    {
        var (near, far) = await AssociateAsync();
        var next = 0;
        while (near.Write(Numbered(next)))
            next++;
        var refused = next;
        var atFar = ListenTo(far);
        // As Akka.Remote does: again until it is taken.
        AwaitCondition(() => near.Write(Numbered(refused)), Soon);
        for (var number = 0; number <= refused; number++)
            Assert.Equal(number, BinaryPrimitives.ReadInt32BigEndian(atFar.ExpectMsg<InboundPayload>(Soon).Payload.Span));
        atFar.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task Many_that_do_not_read_should_hold_up_no_thread_of_the_pool()
    {
        var stuck = new List<AssociationHandle>();
        for (var count = 0; count < 4 * Environment.ProcessorCount; count++)
        {
            var (near, _) = await AssociateAsync();
            stuck.Add(near);
            while (near.Write(Numbered(0)))
            {
            }
        }

        var (live, far) = await AssociateAsync();
        var atFar = ListenTo(far);
        Assert.True(live.Write(Numbered(7)));
        atFar.ExpectMsg<InboundPayload>(Soon);
        Assert.All(stuck, end => Assert.False(end.Write(Numbered(0))));
    }

    [Fact]
    public void A_frame_larger_than_the_queue_should_go_when_nothing_waits()
    {
        var (peer, far) = ConnectRaw();
        var large = ByteString.CopyFrom(new byte[190_000]);
        for (var times = 0; times < 3; times++)
        {
            AwaitCondition(() => far.Write(large), Soon);
            var header = new byte[4 + large.Length];
            for (var received = 0; received < header.Length;)
                received += peer.Receive(header.AsSpan(received));
        }

        peer.Dispose();
    }

    private static ByteString Numbered(int number)
    {
        var bytes = new byte[Frame];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }
}
