using ActorServer.Protocol.Messages;
using Akka.Actor;
using Akka.Remote;
using Akka.TestKit.Xunit2;

namespace ActorServer.Protocol.Tests.Remoting;

/// <summary>A quarantined system is disconnected and does not come back; its successor under the same name does.</summary>
public class QuarantineSpec : ServerAndWorker
{
    private readonly TestKit _worker;

    public QuarantineSpec()
    {
        _worker = StartWorker();
        Associate(_worker);
        Assert.Equal(1, UnixSockets.AcceptedAt(ServerSocket));
    }

    [Fact]
    public void Should_end_the_association_and_refuse_later_ones()
    {
        var probe = CreateTestProbe();
        Grant(probe);
        _worker.Sys.EventStream.Subscribe(_worker.TestActor, typeof(ThisActorSystemQuarantinedEvent));
        Quarantine(AddressUidExtension.Uid(_worker.Sys));
        AwaitAssert(() => Assert.Equal(0, UnixSockets.AcceptedAt(ServerSocket)), Soon);

        var remote = RemoteRef(_worker.Sys, probe);
        // Each attempt is refused by the quarantine, until one of them has told the worker so.
        _worker.AwaitAssert(
            () =>
            {
                remote.Tell(Draining.Instance);
                _worker.ExpectMsg<ThisActorSystemQuarantinedEvent>(TimeSpan.FromMilliseconds(300));
            },
            Soon);
        probe.ExpectNoMsg(0);
        AwaitAssert(() => Assert.Equal(0, UnixSockets.AcceptedAt(ServerSocket)), Soon);
    }

    [Fact]
    public async Task Should_let_a_successor_in()
    {
        Quarantine(AddressUidExtension.Uid(_worker.Sys));
        await _worker.Sys.Terminate().WaitAsync(Soon);
        Associate(StartWorker());
    }

    private void Quarantine(int uid) => ((IRemoteActorRefProvider)((ExtendedActorSystem)Sys).Provider).Quarantine(AddressOf(WorkerHost), uid);
}
