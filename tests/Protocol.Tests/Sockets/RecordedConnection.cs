using System.Net.Sockets;
using ActorServer.Serving.Sockets;
using Akka.Actor;

namespace ActorServer.Protocol.Tests.Sockets;

/// <summary>A socket connection that tells a probe which of its steps are taken.</summary>
internal sealed class RecordedConnection(Socket socket, IActorRef probe) : SocketConnection(socket)
{
    public static Props Props(Socket socket, IActorRef probe) =>
        Akka.Actor.Props.Create(() => new RecordedConnection(socket, probe));

    protected override void PeerClosed() => probe.Tell(nameof(PeerClosed));

    protected override void PeerReset(SocketError error)
    {
        probe.Tell(nameof(PeerReset));
        Context.Stop(Self);
    }

    protected override void HandlerClosing() => probe.Tell(nameof(HandlerClosing));

    protected override void OutputFinished()
    {
        probe.Tell(nameof(OutputFinished));
        DiscardInput();
    }

    protected override void HandlerAborted() => probe.Tell(nameof(HandlerAborted));

    protected override void HandlerHasFailed(string error) => probe.Tell(error);

    protected override void HandlerStopped(Terminated terminated) => probe.Tell(nameof(HandlerStopped));
}
