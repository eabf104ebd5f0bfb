using Akka.Remote.Transport;
using Google.Protobuf;

namespace ActorServer.UnixSocket.Tests;

/// <summary>Thousands of associations leave nothing behind.</summary>
[Collection(nameof(AloneInTheProcess))]
public class ManyAssociationsSpec : TwoTransports
{
    private const int Cycles = 2_000;
    private const int AtOnce = 400;

    [Fact]
    public async Task One_after_the_other_should_leave_no_descriptor_thread_or_timer()
    {
        await CycleAsync();
        var before = Resources.Now();
        for (var cycle = 0; cycle < Cycles; cycle++)
            await CycleAsync();
        await ShouldBeAsBefore(before);
    }

    [Fact]
    public async Task Hundreds_at_once_should_all_work_and_leave_nothing()
    {
        await CycleAsync();
        var before = Resources.Now();
        var nearEnds = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => NearTransport.Associate(AddressOf(Far)))).WaitAsync(Soon);
        var farEnds = nearEnds.Select(_ => Inbound.ExpectMsg<InboundAssociation>(Soon).Association).ToList();
        Assert.True(Resources.Now().Sockets >= before.Sockets + (2 * AtOnce));
        Assert.Equal(AtOnce, UnixSockets.AcceptedAt(Path.Combine(SocketDirectory, Far + ".sock")));

        var atFar = CreateTestProbe();
        farEnds.ForEach(end => end.ReadHandlerSource.SetResult(new ActorHandleEventListener(atFar)));
        Assert.All(nearEnds, end => Assert.True(end.Write(ByteString.CopyFromUtf8("hello"))));
        Assert.Equal(AtOnce, atFar.ReceiveN(AtOnce, Soon).OfType<InboundPayload>().Count());

        Assert.All(nearEnds, Disassociate);
        Assert.Equal(AtOnce, atFar.ReceiveN(AtOnce, Soon).OfType<Disassociated>().Count());
        await ShouldBeAsBefore(before);
    }

    private async Task CycleAsync()
    {
        var (near, far) = await AssociateAsync();
        var atFar = ListenTo(far);
        Assert.True(near.Write(ByteString.CopyFromUtf8("hello")));
        Disassociate(near);
        atFar.ExpectMsg<InboundPayload>(Soon);
        atFar.ExpectMsg<Disassociated>(Soon);
        Sys.Stop(atFar);
    }

    private async Task ShouldBeAsBefore(Resources before)
    {
        await AwaitAssertAsync(() => Assert.InRange(Resources.Now().Sockets, 0, before.Sockets), Soon);
        Assert.Equal(0, UnixSockets.AcceptedAt(Path.Combine(SocketDirectory, Far + ".sock")));
        Assert.Equal(["far.sock", "near.sock"], Directory.GetFileSystemEntries(SocketDirectory).Select(Path.GetFileName).Order());
        // The pool adds threads at its own pace, but not one for each association; a timer for each would be thousands.
        Assert.InRange(Resources.Now().Threads, 0, before.Threads + 20);
        Assert.InRange(Resources.Now().Timers, 0, before.Timers + 20);
    }

    private sealed record Resources(int Sockets, int Threads, long Timers)
    {
        public static Resources Now() => new(
            Directory.GetFiles("/proc/self/fd").Count(IsSocket),
            Directory.GetDirectories("/proc/self/task").Length,
            Timer.ActiveCount);

        // The runtime keeps a descriptor of each assembly that it happens to load meanwhile.
        private static bool IsSocket(string descriptor) =>
            new FileInfo(descriptor).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true;
    }
}
