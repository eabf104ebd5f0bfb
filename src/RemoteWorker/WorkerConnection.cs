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
internal sealed class WorkerConnection : SocketConnection
{
    private readonly HandedOverClient _client;
    private readonly IActorRef _handlers;
    private readonly LastWord _lastWord;
    private bool _closedByHandler;

    public WorkerConnection(HandedOverClient client, IActorRef handlers, IActorRef server)
        : base(new Socket(client.Socket))
    {
        _client = client;
        _handlers = handlers;
        _lastWord = new LastWord(client, server);
    }

    /// <inheritdoc/>
    protected override void PreStart() => _handlers.Tell(new StartHandler(_client.Info));

    /// <inheritdoc/>
    protected override void PostStop()
    {
        End(HandedOverEnd.Failed, "the worker's connection failed");
        _lastWord.Say();
        base.PostStop();
    }

    /// <inheritdoc/>
    protected override void PeerClosed()
    {
    }

    /// <inheritdoc/>
    protected override void PeerReset(SocketError error)
    {
        Handler.Tell(new Tcp.ErrorClosed(EndReason.PeerReset));
        End(HandedOverEnd.PeerReset);
    }

    /// <inheritdoc/>
    protected override void HandlerClosing() => _closedByHandler = !InputEnded;

    /// <inheritdoc/>
    protected override void OutputFinished() => End(_closedByHandler ? HandedOverEnd.ByHandler : HandedOverEnd.AfterPeer);

    /// <inheritdoc/>
    protected override void HandlerAborted()
    {
        Handler.Tell(new Tcp.ErrorClosed(EndReason.HandlerClosed));
        End(HandedOverEnd.Aborted);
    }

    /// <inheritdoc/>
    protected override void HandlerHasFailed(string error)
    {
        Handler.Tell(new Tcp.ErrorClosed(EndReason.HandlerFailed));
        End(HandedOverEnd.Failed, error);
    }

    /// <inheritdoc/>
    protected override void HandlerStopped(Terminated terminated) =>
        HandlerHasFailed("the handler stopped without closing its connection");

    /// <inheritdoc/>
    protected override void OnOther(object message)
    {
        switch (message)
        {
            case Protocol.Messages.HandlerStopped:
                _lastWord.HandlerStopped();
                // A handler that was known is watched as well, and reported there.
                if (!_lastWord.HasEnded && Handler.IsNobody())
                    HandlerHasFailed("the handler ended before it took its connection");
                StopWhenSaid();
                break;
            case LastWord.Overdue:
                _lastWord.Say();
                break;
            default:
                base.OnOther(message);
                break;
        }
    }

    private void End(HandedOverEnd how, string error = "")
    {
        if (_lastWord.HasEnded)
            return;
        Release();
        _lastWord.Ended(how, error, Context);
        StopWhenSaid();
    }

    private void StopWhenSaid()
    {
        if (_lastWord.IsSaid)
            Context.Stop(Self);
    }
}
