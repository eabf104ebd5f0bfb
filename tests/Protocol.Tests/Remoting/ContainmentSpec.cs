using ActorServer.Protocol.Messages;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Protocol.Tests.Remoting;

/// <summary>
/// What hostile code in a worker, which has the worker's credential, cannot do. Messages of one association keep their
/// order: when a granted message arrives, those sent before it were dealt with.
/// </summary>
public class ContainmentSpec : ServerAndWorker
{
    private readonly TestKit _worker;
    private readonly TestProbe _granted;
    private readonly TestProbe _victim;

    public ContainmentSpec()
    {
        _worker = StartWorker();
        _granted = CreateTestProbe();
        _victim = CreateTestProbe();
        Grant(_granted);
        Sys.ActorOf(Props.Create(() => new Forwarder(_victim)), "ready");
        Watch(_victim);
        Watch(_granted);
    }

    [Fact]
    public void Should_not_reach_an_actor_that_was_not_granted()
    {
        Send(_victim.Ref.Path, new WorkerReady(1, 1));
        ShouldHaveBeenDropped();
    }

    [Fact]
    public void Should_not_stop_an_actor()
    {
        Send(_victim.Ref.Path, PoisonPill.Instance);
        Send(_victim.Ref.Path, Kill.Instance);
        SendSystemMessage(_victim.Ref.Path, new Terminate());
        ShouldHaveBeenDropped(3);
        ExpectNoMsg(0);
    }

    [Fact]
    public void Should_not_stop_even_an_actor_that_was_granted()
    {
        SendSystemMessage(_granted.Ref.Path, new Terminate());
        // Untrusted mode lets this one through.
        SendSystemMessage(_granted.Ref.Path, new Suspend());
        Send(_granted.Ref.Path, PoisonPill.Instance);
        ShouldHaveBeenDropped(3);
        ExpectNoMsg(0);
    }

    [Fact]
    public void Should_not_deploy_to_the_server()
    {
        var deploy = new Deploy(new RemoteScope(ServerAddress));
        _worker.Sys.ActorOf(Props.Create<DeployedActor>("mine", 1, 1L).WithDeploy(deploy), "intruder").Tell(Tcp.ConfirmedClose.Instance, _worker.TestActor);
        ShouldHaveBeenDropped(atLeast: 1);
        _worker.ExpectNoMsg(0);
    }

    [Fact]
    public void Should_not_escape_from_a_granted_path_by_steps_upwards()
    {
        Credentials.Grant(WorkerHost, "/user/ready");
        var name = _victim.Ref.Path.ToStringWithoutAddress();
        Send(ServerAddress + "/user/ready/../.." + name, Draining.Instance);
        Send(ServerAddress + "/user/ready#1/../.." + name, Draining.Instance);
        ShouldHaveBeenDropped(2);
    }

    [Fact]
    public void Should_select_only_what_is_trusted_and_granted()
    {
        Select("/user/ready");
        ShouldHaveBeenDropped();
        Credentials.Grant(WorkerHost, "/user/ready");
        Select("/user/*");
        Select("/user/ready/../ready");
        ShouldHaveBeenDropped(3);
        Select("/user/ready");
        _victim.ExpectMsg<Draining>(Soon);
    }

    [Fact]
    public void Should_not_speak_in_the_name_of_another()
    {
        var innocent = RemoteRef(_worker.Sys, ServerAddress + "/user/ready");
        RemoteRef(_worker.Sys, _granted).Tell(new HandlerFailed("false"), innocent);
        ShouldHaveBeenDropped();
    }

    [Fact]
    public void Should_lose_what_is_ungranted()
    {
        Credentials.Grant(WorkerHost, "/user/ready");
        Send(ServerAddress + "/user/ready", Draining.Instance);
        _victim.ExpectMsg<Draining>(Soon);
        Credentials.Ungrant(WorkerHost, "/user/ready");
        Send(ServerAddress + "/user/ready", Draining.Instance);
        ShouldHaveBeenDropped();
    }

    [Fact]
    public void Should_not_have_an_actor_of_the_server_watch_somebody_else()
    {
        var other = (IInternalActorRef)RemoteRef(_worker.Sys, AddressOf("w-2") + "/user/other");
        SendSystemMessage(_granted.Ref.Path, new Watch(other, (IInternalActorRef)RemoteRef(_worker.Sys, _granted)));
        SendSystemMessage(_granted.Ref.Path, new Watch(other, (IInternalActorRef)_worker.TestActor));
        ShouldHaveBeenDropped(2);
    }

    [Fact]
    public void Should_not_declare_another_hosts_actor_dead()
    {
        var other = (IInternalActorRef)RemoteRef(_worker.Sys, AddressOf("w-2") + "/user/other");
        SendSystemMessage(new RootActorPath(ServerAddress) / "system" / "remote-watcher", new DeathWatchNotification(other, true, false));
        SendSystemMessage(_granted.Ref.Path, new DeathWatchNotification(RemoteRef(_worker.Sys, _granted), true, false));
        ShouldHaveBeenDropped(2);
    }

    [Fact]
    public void Should_not_hold_up_later_system_messages_by_one_that_was_dropped()
    {
        ShouldHaveBeenDropped(0);
        Credentials.Grant(WorkerHost, "/user/parent");
        var parent = Sys.ActorOf(DeployingParent.Props(AddressOf(WorkerHost), TestActor), "parent");
        SendSystemMessage(_victim.Ref.Path, new Terminate());
        ShouldHaveBeenDropped();
        // The notice of its death is numbered after the message that was dropped.
        parent.Tell(Tcp.Close.Instance);
        ExpectMsg("terminated", Soon);
    }

    [Fact]
    public void Should_be_cut_off_when_revoked()
    {
        ShouldHaveBeenDropped(0);
        Credentials.Revoke(WorkerHost);
        Send(_granted.Ref.Path, Draining.Instance);
        _granted.ExpectNoMsg(TimeSpan.FromMilliseconds(300));
    }

    private void Send(ActorPath path, object message) => Send(path.ToStringWithAddress(ServerAddress), message);

    private void Send(string path, object message) => RemoteRef(_worker.Sys, path).Tell(message, _worker.TestActor);

    private void SendSystemMessage(ActorPath path, ISystemMessage message) =>
        ((IInternalActorRef)RemoteRef(_worker.Sys, path.ToStringWithAddress(ServerAddress))).SendSystemMessage(message);

    private void Select(string path) => _worker.Sys.ActorSelection(ServerAddress + path).Tell(Draining.Instance, _worker.TestActor);

    private void ShouldHaveBeenDropped(int atLeast = 1)
    {
        Send(_granted.Ref.Path, EndWorker.Instance);
        _granted.ExpectMsg<EndWorker>(Soon);
        AwaitAssert(() => Assert.InRange(Credentials.Dropped, atLeast, long.MaxValue), Soon);
        _victim.ExpectNoMsg(0);
    }

    private sealed class Forwarder(IActorRef to) : UntypedActor
    {
        protected override void OnReceive(object message) => to.Forward(message);
    }
}
