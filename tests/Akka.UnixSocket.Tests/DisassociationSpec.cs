using Akka.Remote.Transport;
using Google.Protobuf;

namespace ActorServer.UnixSocket.Tests;

/// <summary>However an association ends, each side that did not end it hears so once, and nothing can be written any more.</summary>
public class DisassociationSpec : TwoTransports
{
    [Fact]
    public async Task Should_be_heard_once_by_the_other_side_however_often_it_is_asked_for()
    {
        var (near, far) = await AssociateAsync();
        var (atNear, atFar) = (ListenTo(near), ListenTo(far));
        for (var times = 0; times < 3; times++)
            Disassociate(near);
        atFar.ExpectMsg<Disassociated>(Soon);
        Disassociate(far);
        Disassociate(near);
        atFar.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        atNear.ExpectNoMsg(0);
        Assert.False(near.Write(ByteString.CopyFromUtf8("late")));
        Assert.False(far.Write(ByteString.CopyFromUtf8("late")));
    }

    [Fact]
    public async Task Should_be_possible_from_both_sides_at_once()
    {
        var (near, far) = await AssociateAsync();
        var (atNear, atFar) = (ListenTo(near), ListenTo(far));
        await Task.WhenAll(Task.Run(() => Disassociate(near)), Task.Run(() => Disassociate(far)));
        AwaitCondition(() => !near.Write(ByteString.CopyFromUtf8("late")) && !far.Write(ByteString.CopyFromUtf8("late")), Soon);
        Assert.InRange(atNear.ReceiveWhile(TimeSpan.FromMilliseconds(100), _ => true).Count, 0, 1);
        Assert.InRange(atFar.ReceiveWhile(TimeSpan.FromMilliseconds(100), _ => true).Count, 0, 1);
    }

    [Fact]
    public async Task Should_be_heard_by_a_listener_that_comes_later()
    {
        var (near, far) = await AssociateAsync();
        Assert.True(near.Write(ByteString.CopyFromUtf8("last words")));
        Disassociate(near);
        var atFar = ListenTo(far);
        Assert.Equal("last words", atFar.ExpectMsg<InboundPayload>(Soon).Payload.ToStringUtf8());
        atFar.ExpectMsg<Disassociated>(Soon);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(50)]
    public void Should_be_heard_when_the_other_process_dies_in_the_middle_of_a_frame(int sent)
    {
        var (peer, far) = ConnectRaw();
        var atFar = ListenTo(far);
        var frame = new byte[104];
        frame[3] = 100;
        peer.Send(frame.AsSpan(0, sent));
        peer.Dispose();
        atFar.ExpectMsg<Disassociated>(Soon);
        atFar.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Assert.False(far.Write(ByteString.CopyFromUtf8("late")));
    }

    [Fact]
    public void Should_be_heard_when_the_other_process_dies_without_having_read()
    {
        var (peer, far) = ConnectRaw();
        var atFar = ListenTo(far);
        Assert.True(far.Write(ByteString.CopyFrom(new byte[10_000])));
        peer.Dispose();
        atFar.ExpectMsg<Disassociated>(Soon);
        atFar.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Should_be_noticed_by_the_peer_when_a_listener_fails()
    {
        var (peer, far) = ConnectRaw();
        var listener = new FailingListener();
        far.ReadHandlerSource.SetResult(listener);
        peer.Send([0, 0, 0, 1, 42]);
        Assert.Equal(0, peer.Receive(new byte[1]));
        peer.Dispose();
        AwaitAssert(() => Assert.Equal(1, listener.Disassociations), Soon);
    }

    [Fact]
    public void Should_happen_when_nobody_will_ever_listen()
    {
        var (peer, far) = ConnectRaw();
        far.ReadHandlerSource.SetCanceled();
        Assert.Equal(0, peer.Receive(new byte[1]));
        peer.Dispose();
    }

    private sealed class FailingListener : IHandleEventListener
    {
        public int Disassociations { get; private set; }

        public void Notify(IHandleEvent ev)
        {
            if (ev is not Disassociated)
                throw new InvalidOperationException("as the test wants it");
            Disassociations++;
        }
    }
}
