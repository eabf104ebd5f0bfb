using Akka.Actor;
using Akka.Remote;

namespace ActorServer.Protocol.Tests.Remoting;

/// <summary>A quarantined system is disconnected and does not come back.</summary>
public class QuarantineSpec : ServerAndWorker
{
    [Fact]
    public void Should_end_the_association_for_good()
    {
        var worker = StartWorker();
        Associate(worker);
        var probe = CreateTestProbe();
        Grant(probe);
        ((IRemoteActorRefProvider)((ExtendedActorSystem)Sys).Provider).Quarantine(AddressOf(WorkerHost), AddressUidExtension.Uid(worker.Sys));
        AwaitAssert(() => Assert.Equal(1, EndsOf()), Soon);

        RemoteRef(worker.Sys, probe).Tell(Draining.Instance);
        probe.ExpectNoMsg(TimeSpan.FromMilliseconds(300));
        Assert.Equal(1, EndsOf());
    }
}
