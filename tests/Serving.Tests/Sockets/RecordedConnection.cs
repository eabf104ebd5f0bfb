using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using ActorServer.Serving.Sockets;
using Akka.Actor;
using Akka.IO;

namespace ActorServer.Serving.Tests.Sockets;

/// <summary>Owns a conversation over a socket, and tells a probe what it is told.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Its end disposes of it.")]
internal sealed class RecordedConnection(Socket socket, IActorRef probe, Func<IActorRef, IByteTransport> transport) : UntypedActor, IConversationOwner
{
    private TcpConversation? _conversation;

    public static Props Props(Socket socket, IActorRef probe, Func<IActorRef, IByteTransport>? transport = null)
    {
        var made = transport ?? (owner => new SocketTransport(socket, owner));
        return Akka.Actor.Props.Create(() => new RecordedConnection(socket, probe, made));
    }

    public void PeerClosed() => probe.Tell(nameof(PeerClosed));

    public void PeerLost()
    {
        probe.Tell(nameof(PeerLost));
        Context.Stop(Self);
    }

    public void HandlerCloses(bool afterPeer) => probe.Tell(nameof(HandlerCloses));

    public void OutputEnded()
    {
        probe.Tell(nameof(OutputEnded));
        _conversation!.DiscardInput();
    }

    public void HandlerAborts() => probe.Tell(nameof(HandlerAborts));

    public void HandlerFails(string error) => probe.Tell(error);

    protected override void OnReceive(object message)
    {
        if (_conversation is null && message is Tcp.Register register)
            _conversation = new TcpConversation(transport(Self), register, this, Self);
        else
            _conversation?.Receive(message, Sender);
    }

    protected override void PostStop()
    {
        socket.Dispose();
        _conversation?.Dispose();
    }
}
