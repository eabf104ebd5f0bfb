using Akka.Actor;
using Akka.IO;

namespace ActorServer.Protocol.Tests.Remoting;

/// <summary>An actor that a server deploys to a worker: echoes, watches, fails and stops as it is told.</summary>
public sealed class DeployedActor(string greeting, int number, long large) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Received received:
                Sender.Tell(received);
                break;
            case Tcp.ConfirmedClose:
                Sender.Tell(new HandlerFailed($"{greeting} {number} {large} {Context.System.Settings.Config.GetString("akka.remote.pair.host-name")}"));
                break;
            case Tcp.Close:
                Context.Stop(Self);
                break;
            case Tcp.Abort:
                throw new DeployedActorException();
            case Tcp.ResumeReading:
                Context.Watch(Sender);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private sealed class DeployedActorException() : Exception("as it was told");
}
