using ActorServer.Protocol.Serialization;
using Akka.Actor;
using Akka.IO;

namespace ActorServer.Protocol.Tests.Remoting;

/// <summary>What Akka.Remote does between a server and a passive worker works over the transport, filter and all.</summary>
public class DeploymentSpec : ServerAndWorker
{
    private readonly IActorRef _parent;

    public DeploymentSpec()
    {
        var worker = StartWorker();
        Associate(worker);
        Credentials.Grant(WorkerHost, "/user/parent");
        _parent = Sys.ActorOf(DeployingParent.Props(AddressOf(WorkerHost), TestActor), "parent");
    }

    [Fact]
    public void An_actor_deployed_to_a_worker_should_run_there_with_its_arguments()
    {
        _parent.Tell(Tcp.ConfirmedClose.Instance);
        Assert.Equal("hello 7 7000000000 w-1", ExpectMsg<HandlerFailed>(Soon).Error);
        Assert.Equal(0, Credentials.Dropped);
    }

    [Fact]
    public void Its_stopping_should_reach_its_watcher()
    {
        _parent.Tell(Tcp.Close.Instance);
        ExpectMsg("terminated", Soon);
    }

    [Fact]
    public void Its_failure_should_reach_its_supervisor_as_text_and_the_verdict_it()
    {
        _parent.Tell(Tcp.Abort.Instance);
        Assert.Equal("DeployedActorException: as it was told", ExpectMsg<RemoteActorFailedException>(Soon).Message);
        ExpectMsg("terminated", Soon);
    }

    [Fact]
    public void Stopping_its_parent_should_stop_it()
    {
        var deployed = Deployed();
        Credentials.Grant(WorkerHost, TestActor.Path.ToStringWithoutAddress());
        Watch(deployed);
        Sys.Stop(_parent);
        ExpectTerminated(deployed, Soon);
        Assert.Equal(0, Credentials.Dropped);
    }

    [Fact]
    public void It_should_be_able_to_watch_an_actor_of_the_server_that_it_is_granted()
    {
        var deployed = Deployed();
        var connection = CreateTestProbe();
        Grant(connection);
        deployed.Tell(Tcp.ResumeReading.Instance, connection);
        deployed.Tell(Tcp.ConfirmedClose.Instance, connection);
        connection.ExpectMsg<HandlerFailed>(Soon);
        Sys.Stop(connection);
        // An unhandled Terminated stops the watcher.
        ExpectMsg<RemoteActorFailedException>(failure => Assert.StartsWith("DeathPactException", failure.Message, StringComparison.Ordinal), Soon);
    }

    private IActorRef Deployed()
    {
        _parent.Tell(Tcp.ConfirmedClose.Instance);
        ExpectMsg<HandlerFailed>(Soon);
        return LastSender;
    }
}
