using Akka.Actor;

namespace ActorServer.Protocol.Tests.Remoting;

/// <summary>How a worker's association ends when the worker does.</summary>
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
}
