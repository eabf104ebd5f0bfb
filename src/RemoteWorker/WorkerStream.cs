using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Messages;
using ActorServer.Serving.Handlers;
using ActorServer.Serving.Tls;
using Akka.Actor;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The worker's end of a client whose socket was handed over to a <see cref="StreamHandler"/>: gives it the bare socket as
/// a stream and, when it has returned, ends our side and lets go of the socket. The server hears exactly once how it went.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The socket is released when the connection ends, at the latest when the actor stops.")]
internal sealed class WorkerStream : UntypedActor
{
    private readonly HandOffClient _client;
    private readonly IActorRef _handlers;
    private readonly EndReport _report;
    private readonly ClientHandshake _handshake;
    private readonly TlsServer? _tls;
    private Socket? _socket;
    private SocketLoan? _loan;
    private bool _isOver;

    public WorkerStream(HandOffClient client, IActorRef handlers, IActorRef server, TlsServer? tls = null)
    {
        _client = client;
        _handlers = handlers;
        _report = new EndReport(client, server);
        _handshake = new ClientHandshake(client, _report);
        _tls = tls;
    }

    protected override void PreStart()
    {
        if (_tls is null)
            Lend(_client.Info);
        else
            ClientHandshake.Begin(_tls, _socket = new Socket(_client.Socket), Self);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case HandshakeOutcome outcome when _loan is null:
                if (_handshake.Agreed(outcome, End) is { } info)
                    Lend(info);
                break;
            case EndHandler end:
                _isOver = true;
                if (_loan is not null)
                    _handlers.Tell(end);
                break;
            case StreamHandlerHost.StreamServed served when _loan is not null:
                Served(_loan, served.Error);
                break;
            case HandlerFailed failed:
                End(HandOffOutcome.Failed, failed.Error);
                break;
            case HandlerEnded:
                _report.HandlerEnded();
                End(HandOffOutcome.Failed, "the handler stopped without closing its connection");
                StopWhenSaid();
                break;
            case EndReport.Overdue:
                _report.Say();
                break;
        }
    }

    protected override void PostStop()
    {
        End(HandOffOutcome.Failed, "the worker's connection failed");
        _report.Say();
    }

    private void Lend(ConnectionInfo info)
    {
        _loan = new SocketLoan(_client.Socket, _socket, tls: _handshake.Session, mayBeTaken: true);
        _handlers.Tell(new StartStreamHandler(info, _loan));
        if (_isOver)
            _handlers.Tell(new EndHandler(info.Id));
    }

    private void Served(SocketLoan loan, string? error)
    {
        var how = loan.LeftWith(error);
        if (how == HandOffOutcome.Failed)
            End(how, error!);
        else
            End(how is HandOffOutcome.PeerReset or HandOffOutcome.Aborted || loan.EndOutput() ? how : HandOffOutcome.PeerReset, "");
    }

    private void End(HandOffOutcome how, string error)
    {
        if (_report.HasEnded)
            return;
        _client.Socket.Dispose();
        _report.Ended(how, _handshake.Release(error), Context);
        StopWhenSaid();
    }

    private void StopWhenSaid()
    {
        if (_report.IsSaid)
            Context.Stop(Self);
    }
}
