using System.Net.Sockets;
using ActorServer.Protocol.Messages;
using ActorServer.Protocol.Sockets;
using ActorServer.Protocol.Workers;
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
    private readonly IActorRef _server;
    private bool _closedByHandler;
    private bool _ended;

    public WorkerConnection(HandedOverClient client, IActorRef handlers, IActorRef server)
        : base(new Socket(client.Socket))
    {
        _client = client;
        _handlers = handlers;
        _server = server;
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _handlers.Tell(new StartHandler(_client.Info));
        _server.Tell(new HandOverTaken(_client.Number));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        End(HandedOverEnd.Failed, "the worker's connection failed");
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
        if (message is HandlerStopped)
            HandlerHasFailed("the handler ended before it took its connection");
        else
            base.OnOther(message);
    }

    private void End(HandedOverEnd how, string error = "")
    {
        if (_ended)
            return;
        _ended = true;
        Release();
        _server.Tell(new HandedOverEnded(_client.Number, how, error));
        Context.Stop(Self);
    }
}
