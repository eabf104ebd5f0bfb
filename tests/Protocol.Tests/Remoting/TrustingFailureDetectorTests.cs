using ActorServer.Protocol.Remoting;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote;

namespace ActorServer.Protocol.Tests.Remoting;

/// <summary>Silence is no sign of death, neither to the server nor to a worker, and neither to Akka's watch nor to its transport.</summary>
public sealed class TrustingFailureDetectorTests
{
    [Theory]
    [InlineData("watch-failure-detector")]
    [InlineData("transport-failure-detector")]
    public void Server_and_workers_take_each_other_for_alive(string detector)
    {
        var worker = WorkerConfig.Read(WorkerConfig.Prepare(), "default-w1");
        foreach (var config in new[] { RemotingConfig.ForServer([]), worker })
        {
            var made = Make(config.GetConfig($"akka.remote.{detector}"));
            made.HeartBeat();
            Assert.True(made.IsMonitoring);
            Assert.True(made.IsAvailable);
        }
    }

    // As Akka makes it.
    private static FailureDetector Make(Config block)
    {
        var type = Type.GetType(block.GetString("implementation-class"), throwOnError: true)!;
        Assert.Equal(typeof(TrustingFailureDetector), type);
        return (FailureDetector)Activator.CreateInstance(type, block, new EventStream(false))!;
    }
}
