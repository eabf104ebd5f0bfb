using ActorServer.Protocol.Channel;
using ActorServer.Protocol.Messages;
using ActorServer.Serving.Handlers;
using Akka.Actor;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The worker's end of a client whose socket was handed over to a <see cref="StreamHandler"/>: gives it the bare socket as
/// a stream and, when it has returned, ends our side and lets go of the socket. The server hears exactly once how it went.
/// </summary>
internal sealed class WorkerStream : UntypedActor
{
    private readonly HandOffClient _client;
    private readonly IActorRef _handlers;
    private readonly EndReport _lastWord;
    private readonly SocketLoan _loan;

    public WorkerStream(HandOffClient client, IActorRef handlers, IActorRef server)
    {
        _client = client;
        _handlers = handlers;
        _lastWord = new EndReport(client, server);
        _loan = new SocketLoan(client.Socket);
    }

    /// <inheritdoc/>
    protected override void PreStart() => _handlers.Tell(new StartStreamHandler(_client.Info, _loan));

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StreamHandlerHost.StreamServed served:
                Served(_loan.LeftWith(served.Error), served.Error);
                break;
            case HandlerFailed failed:
                End(HandOffOutcome.Failed, failed.Error);
                break;
            case HandlerStopped:
                _lastWord.HandlerStopped();
                End(HandOffOutcome.Failed, "the handler stopped without closing its connection");
                StopWhenSaid();
                break;
            case EndReport.Overdue:
                _lastWord.Say();
                break;
        }
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        End(HandOffOutcome.Failed, "the worker's connection failed");
        _lastWord.Say();
    }

    private void Served(HandOffOutcome how, string? error)
    {
        if (how == HandOffOutcome.Failed)
            End(how, error!);
        else
            End(how == HandOffOutcome.PeerReset || _loan.EndOutput() ? how : HandOffOutcome.PeerReset);
    }

    private void End(HandOffOutcome how, string error = "")
    {
        if (_lastWord.HasEnded)
            return;
        _client.Socket.Dispose();
        _lastWord.Ended(how, error, Context);
        StopWhenSaid();
    }

    private void StopWhenSaid()
    {
        if (_lastWord.IsSaid)
            Context.Stop(Self);
    }
}
