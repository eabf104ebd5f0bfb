using System.Net.Sockets;
using ActorServer.Protocol.Messages;
using ActorServer.Protocol.Remoting;
using Akka.Actor;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace ActorServer.Protocol.Tests.Remoting;

/// <summary>How associations end.</summary>
public class ShutdownSpec : ServerAndWorker
{
    private const int Many = 5_000;

    [Fact]
    public async Task What_a_worker_wrote_should_still_arrive_when_it_terminates()
    {
        var worker = StartWorker();
        Associate(worker);
        var probe = CreateTestProbe();
        Grant(probe);
        var remote = RemoteRef(worker.Sys, probe);
        for (var number = 0; number < Many; number++)
            remote.Tell(new WriteAcknowledged(number));
        await worker.Sys.Terminate().WaitAsync(Soon);
        for (var number = 0; number < Many; number++)
            Assert.Equal(number, probe.ExpectMsg<WriteAcknowledged>(Soon).Bytes);
    }

    [Fact]
    public async Task A_worker_should_be_able_to_come_again_after_its_association_ended()
    {
        var first = StartWorker();
        Associate(first);
        await first.Sys.Terminate().WaitAsync(Soon);
        Associate(StartWorker());
    }

    [Fact]
    public async Task An_association_should_flush_and_its_listener_hear_of_the_end_once()
    {
        var (near, far) = Pair();
        var events = CreateTestProbe();
        near.Start();
        far.Start();
        far.ReadHandlerSource.SetResult(new ActorHandleEventListener(events));
        Assert.True(near.Write(ByteString.CopyFromUtf8("last words")));
        near.Disassociate("of this test", Sys.Log);
        near.Disassociate("of this test", Sys.Log);
        Assert.Equal("last words", events.ExpectMsg<InboundPayload>(Soon).Payload.ToStringUtf8());
        events.ExpectMsg<Disassociated>(Soon);
        far.Cut();
        await far.CloseAsync().WaitAsync(Soon);
        events.ExpectNoMsg(0);
        Assert.False(near.Write(ByteString.CopyFromUtf8("too late")));
    }

    [Fact]
    public async Task Writing_to_a_peer_that_does_not_read_should_neither_block_nor_gather_without_bound()
    {
        var (near, far) = Pair();
        near.Start();
        var frame = ByteString.CopyFrom(new byte[10_000]);
        var taken = 0;
        while (near.Write(frame) && taken < 10_000)
            taken++;
        // What the kernel buffers comes on top of the bound.
        Assert.InRange(taken * frame.Length, 1, 4 * 1024 * 1024);
        // A peer that never reads does not hold up the end either.
        await near.CloseAsync().WaitAsync(Soon);
        await far.CloseAsync().WaitAsync(Soon);
    }

    [Fact]
    public void A_refused_frame_should_be_taken_once_the_peer_has_read()
    {
        var (near, far) = Pair();
        near.Start();
        far.Start();
        var frame = ByteString.CopyFrom(new byte[10_000]);
        while (near.Write(frame))
        {
        }

        far.ReadHandlerSource.SetResult(new ActorHandleEventListener(ActorRefs.Nobody));
        AwaitAssert(() => Assert.True(near.Write(frame)), Soon);
        near.Cut();
        far.Cut();
    }

    private (UnixSocketAssociation Near, UnixSocketAssociation Far) Pair()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var endPoint = new UnixDomainSocketEndPoint(Path.Combine(SocketDirectory, "pair.sock"));
        listener.Bind(endPoint);
        listener.Listen();
        var near = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        near.Connect(endPoint);
        return (Association("near", "far", near), Association("far", "near", listener.Accept()));
    }

    private UnixSocketAssociation Association(string from, string to, Socket socket)
    {
        var settings = UnixSocketSettings.From(Akka.Configuration.ConfigurationFactory.ParseString("host-name = " + from));
        return new UnixSocketAssociation(UnixSocketTransport.AddressOf("s", from), UnixSocketTransport.AddressOf("s", to), socket, settings, null, Sys.Log, _ => { });
    }
}
