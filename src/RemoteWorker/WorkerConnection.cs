using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Messages;
using ActorServer.Serving.Sockets;
using ActorServer.Serving.Tls;
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
    private readonly HandOffClient _client;
    private readonly IActorRef _handlers;
    private readonly EndReport _report;
    private readonly Socket _socket;
    private readonly ClientHandshake _handshake;
    private readonly TlsServer? _tls;
    private State _state;
    private bool _isOver;

    public WorkerConnection(HandOffClient client, IActorRef handlers, IActorRef server, TlsServer? tls = null)
    {
        _client = client;
        _handlers = handlers;
        _report = new EndReport(client, server);
        _socket = new Socket(client.Socket);
        _handshake = new ClientHandshake(client, _report);
        _tls = tls;
        _state = tls is null ? new Arriving() : new Handshaking();
    }

    protected override void PreStart()
    {
        if (_tls is null)
            StartHandler(_client.Info);
        else
            ClientHandshake.Begin(_tls, _socket, Self);
    }

    protected override void PostStop()
    {
        End(HandOffOutcome.Failed, "the worker's connection failed");
        _report.Say();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case EndReport.Overdue:
                _report.Say();
                break;
            case HandshakeOutcome outcome when _state is Handshaking:
                if (_handshake.Agreed(outcome, End) is { } info)
                {
                    _state = new Arriving();
                    StartHandler(info);
                }

                break;
            case EndHandler end:
                _isOver = true;
                if (_state is not Handshaking)
                    _handlers.Tell(end);
                break;
            case HandlerEnded:
                _report.HandlerEnded();
                // One that is known is watched as well, and reported there.
                if (_state is Arriving)
                    End(HandOffOutcome.Failed, "the handler ended before it took its connection");
                StopWhenSaid();
                break;
            case HandlerFailed failed:
                Abandon(EndReason.HandlerFailed, HandOffOutcome.Failed, failed.Error);
                break;
            case Terminated:
                Abandon(EndReason.HandlerFailed, HandOffOutcome.Failed, "the handler stopped without closing its connection");
                break;
            default:
                OnTcp(message);
                break;
        }
    }

    private void StartHandler(ConnectionInfo info)
    {
        _handlers.Tell(new StartHandler(info));
        if (_isOver)
            _handlers.Tell(new EndHandler(info.Id));
    }

    private void OnTcp(object message)
    {
        switch (_state)
        {
            // A handler registers itself: its code must not name another actor as the receiver of what follows.
            case Arriving when message is Tcp.Register register && register.Handler.Equals(Sender):
                Context.Watch(register.Handler);
                _state = new Open(new TcpConversation(Transport(), register, this, Self));
                break;
            case Arriving when message is Tcp.Abort:
                End(HandOffOutcome.Aborted);
                break;
            case Conversing conversing:
                conversing.Conversation.Receive(message, Sender);
                break;
        }
    }

    void IConversationOwner.PeerClosed()
    {
        // The server is told when the handler has closed too.
    }

    void IConversationOwner.PeerLost() => Abandon(EndReason.PeerReset, HandOffOutcome.PeerReset);

    void IConversationOwner.HandlerAborts() => Abandon(EndReason.HandlerClosed, HandOffOutcome.Aborted);

    void IConversationOwner.HandlerFails(string error) => Abandon(EndReason.HandlerFailed, HandOffOutcome.Failed, error);

    void IConversationOwner.HandlerCloses(bool afterPeer)
    {
        if (_state is Open open)
            _state = new Closing(open.Conversation, afterPeer ? HandOffOutcome.AfterPeer : HandOffOutcome.ByHandler);
    }

    void IConversationOwner.OutputEnded()
    {
        if (_state is not Closing closing)
            return;
        Context.Unwatch(closing.Conversation.Handler);
        End(closing.How);
    }

    private void Abandon(string reason, HandOffOutcome how, string error = "")
    {
        (_state as Conversing)?.Conversation.Handler.Tell(new Tcp.ErrorClosed(reason));
        End(how, error);
    }

    private IByteTransport Transport() =>
        _handshake.Session is { } session ? new TlsTransport(session, _socket, Self) : new SocketTransport(_socket, Self);

    private void End(HandOffOutcome how) => End(how, "");

    private void End(HandOffOutcome how, string error)
    {
        var state = _state;
        if (state is Ended)
            return;
        _state = new Ended();
        _socket.Dispose();
        (state as Conversing)?.Conversation.Dispose();
        _report.Ended(how, _handshake.Release(error), Context);
        StopWhenSaid();
    }

    private void StopWhenSaid()
    {
        if (_report.IsSaid)
            Context.Stop(Self);
    }

    /// <summary>How far it has come.</summary>
    private abstract record State;

    /// <summary>Client and worker agree on their TLS.</summary>
    private sealed record Handshaking : State;

    /// <summary>The handler is being started.</summary>
    private sealed record Arriving : State;

    private abstract record Conversing(TcpConversation Conversation) : State;

    /// <summary>The handler has registered.</summary>
    private sealed record Open(TcpConversation Conversation) : Conversing(Conversation);

    /// <summary>The handler has closed; what it wrote is being sent. Who closed first is what the server is told.</summary>
    private sealed record Closing(TcpConversation Conversation, HandOffOutcome How) : Conversing(Conversation);

    /// <summary>The socket is released; the handler may still run.</summary>
    private sealed record Ended : State;
}
