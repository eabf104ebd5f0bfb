using Akka.Actor;

namespace ActorServer.Protocol.Tests.Remoting;

/// <summary>Deploys an actor to a worker and tells a probe what it hears of it, as the parent and watcher it is.</summary>
internal sealed class DeployingParent(Address worker, IActorRef probe) : UntypedActor
{
    private IActorRef _child = ActorRefs.Nobody;

    public static Props Props(Address worker, IActorRef probe) => Akka.Actor.Props.Create(() => new DeployingParent(worker, probe));

    protected override void PreStart()
    {
        var props = Akka.Actor.Props.Create<DeployedActor>("hello", 7, 7_000_000_000L).WithDeploy(new Deploy(new RemoteScope(worker)));
        _child = Context.ActorOf(props, "deployed");
        Context.Watch(_child);
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        probe.Tell(failure);
        return Directive.Stop;
    });

    protected override void OnReceive(object message)
    {
        if (message is Terminated)
            probe.Tell("terminated");
        else if (Sender.Equals(_child))
            probe.Tell(message, _child);
        else
            _child.Tell(message);
    }
}
