using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Messages;
using ActorServer.Serving.Sockets;
using Akka.Actor;
using Akka.IO;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The worker's end of a client whose socket was handed over: reads and writes for the handler, and lets go of the socket
/// when the handler has finished or failed. Everything else, the end of the client included, is the server's, which hears
/// exactly once how it went here.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The socket is released when the connection ends, at the latest when the actor stops.")]
internal sealed class WorkerConnection : UntypedActor, IConversationOwner
{
    private readonly HandedOverClient _client;
    private readonly IActorRef _handlers;
    private readonly LastWord _lastWord;
    private readonly Socket _socket;
    private State _state = new Arriving();

    public WorkerConnection(HandedOverClient client, IActorRef handlers, IActorRef server)
    {
        _client = client;
        _handlers = handlers;
        _lastWord = new LastWord(client, server);
        _socket = new Socket(client.Socket);
    }

    /// <inheritdoc/>
    protected override void PreStart() => _handlers.Tell(new StartHandler(_client.Info));

    /// <inheritdoc/>
    protected override void PostStop()
    {
        End(HandedOverEnd.Failed, "the worker's connection failed");
        _lastWord.Say();
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case LastWord.Overdue:
                _lastWord.Say();
                break;
            case HandlerStopped:
                _lastWord.HandlerStopped();
                // One that is known is watched as well, and reported there.
                if (_state is Arriving)
                    End(HandedOverEnd.Failed, "the handler ended before it took its connection");
                StopWhenSaid();
                break;
            case HandlerFailed failed:
                Abandon(EndReason.HandlerFailed, HandedOverEnd.Failed, failed.Error);
                break;
            case Terminated:
                Abandon(EndReason.HandlerFailed, HandedOverEnd.Failed, "the handler stopped without closing its connection");
                break;
            default:
                OnTcp(message);
                break;
        }
    }

    private void OnTcp(object message)
    {
        switch (_state)
        {
            // A handler registers itself: its code must not name another actor as the receiver of what follows.
            case Arriving when message is Tcp.Register register && register.Handler.Equals(Sender):
                Context.Watch(register.Handler);
                _state = new Open(new TcpConversation(new SocketTransport(_socket, Self), register, this, Self));
                break;
            case Arriving when message is Tcp.Abort:
                End(HandedOverEnd.Aborted);
                break;
            case Conversing conversing:
                conversing.Conversation.Receive(message, Sender);
                break;
        }
    }

    /// <inheritdoc/>
    void IConversationOwner.PeerClosed()
    {
        // The server is told when the handler has closed too.
    }

    /// <inheritdoc/>
    void IConversationOwner.PeerLost() => Abandon(EndReason.PeerReset, HandedOverEnd.PeerReset);

    /// <inheritdoc/>
    void IConversationOwner.HandlerAborts() => Abandon(EndReason.HandlerClosed, HandedOverEnd.Aborted);

    /// <inheritdoc/>
    void IConversationOwner.HandlerFails(string error) => Abandon(EndReason.HandlerFailed, HandedOverEnd.Failed, error);

    /// <inheritdoc/>
    void IConversationOwner.HandlerCloses(bool afterPeer)
    {
        if (_state is Open open)
            _state = new Closing(open.Conversation, afterPeer ? HandedOverEnd.AfterPeer : HandedOverEnd.ByHandler);
    }

    /// <inheritdoc/>
    void IConversationOwner.OutputEnded()
    {
        if (_state is not Closing closing)
            return;
        Context.Unwatch(closing.Conversation.Handler);
        End(closing.How);
    }

    private void Abandon(string reason, HandedOverEnd how, string error = "")
    {
        (_state as Conversing)?.Conversation.Handler.Tell(new Tcp.ErrorClosed(reason));
        End(how, error);
    }

    private void End(HandedOverEnd how, string error = "")
    {
        var state = _state;
        if (state is Ended)
            return;
        _state = new Ended();
        _socket.Dispose();
        (state as Conversing)?.Conversation.Dispose();
        _lastWord.Ended(how, error, Context);
        StopWhenSaid();
    }

    private void StopWhenSaid()
    {
        if (_lastWord.IsSaid)
            Context.Stop(Self);
    }

    /// <summary>How far it has come.</summary>
    private abstract record State;

    /// <summary>The handler is being started.</summary>
    private sealed record Arriving : State;

    private abstract record Conversing(TcpConversation Conversation) : State;

    /// <summary>The handler has registered.</summary>
    private sealed record Open(TcpConversation Conversation) : Conversing(Conversation);

    /// <summary>The handler has closed; what it wrote is being sent. Who closed first is what the server is told.</summary>
    private sealed record Closing(TcpConversation Conversation, HandedOverEnd How) : Conversing(Conversation);

    /// <summary>The socket is released; the handler may still run.</summary>
    private sealed record Ended : State;
}
