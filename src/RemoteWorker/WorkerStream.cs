using System.Diagnostics.CodeAnalysis;
using ActorServer.Protocol.Handling;
using ActorServer.Protocol.Messages;
using ActorServer.Protocol.Sockets;
using ActorServer.Protocol.Workers;
using Akka.Actor;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The worker's end of a client whose socket was handed over to a <see cref="StreamHandler"/>: gives it the bare socket as
/// a stream and, when it has returned, ends our side and lets go of the socket. The server hears exactly once how it went.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The stream owns nothing; the socket is released at the end of the connection.")]
internal sealed class WorkerStream : UntypedActor
{
    private readonly HandedOverClient _client;
    private readonly IActorRef _handlers;
    private readonly IActorRef _server;
    private readonly BlockingSocketStream _stream;
    private bool _ended;

    public WorkerStream(HandedOverClient client, IActorRef handlers, IActorRef server)
    {
        _client = client;
        _handlers = handlers;
        _server = server;
        _stream = new BlockingSocketStream(client.Socket);
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _handlers.Tell(new StartHandler(_client.Info) { Stream = _stream });
        _server.Tell(new HandOverTaken(_client.Number));
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StreamHandlerHost.StreamServed when _stream.WasReset:
                End(HandedOverEnd.PeerReset);
                break;
            case StreamHandlerHost.StreamServed { Error: { } error }:
                End(HandedOverEnd.Failed, error);
                break;
            case StreamHandlerHost.StreamServed:
                EndOutput();
                break;
            case HandlerFailed failed:
                End(HandedOverEnd.Failed, failed.Error);
                break;
            case HandlerStopped:
                End(HandedOverEnd.Failed, "the handler stopped without closing its connection");
                break;
        }
    }

    /// <inheritdoc/>
    protected override void PostStop() => End(HandedOverEnd.Failed, "the worker's connection failed");

    private void EndOutput()
    {
        if (_stream.EndOutput())
            End(_stream.HasEnded ? HandedOverEnd.AfterPeer : HandedOverEnd.ByHandler);
        else
            End(HandedOverEnd.PeerReset);
    }

    private void End(HandedOverEnd how, string error = "")
    {
        if (_ended)
            return;
        _ended = true;
        _client.Socket.Dispose();
        _server.Tell(new HandedOverEnded(_client.Number, how, error));
        Context.Stop(Self);
    }
}
