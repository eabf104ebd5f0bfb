using Akka.Actor;
using Akka.IO;

namespace ActorServer.Serving.Handlers;

/// <summary>Stands in for a handler that could not be made, and tells its connection so.</summary>
internal sealed class FailedHandler(Exception failure) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        if (message is Tcp.Connected or StreamHandlerHost.ServeSocket)
            Sender.Tell(HandlerFailed.Because(failure));
        else if (message is not Tcp.ConnectionClosed)
            return;
        Context.Stop(Self);
    }
}
