using Akka.Actor;

namespace ActorServer.Server.Tests.Admission;

/// <summary>A backend that a probe plays: what the service says goes to the probe, and what the probe says to the service.</summary>
internal sealed class PlayedBackend(IActorRef probe) : IsolationBackend
{
    public const string Started = "started";

    protected override void PreStart() => probe.Tell(Started);

    protected override void OnReceive(object message)
    {
        if (Sender.Equals(probe))
            Context.Parent.Tell(message);
        else
            probe.Tell(message);
    }
}
