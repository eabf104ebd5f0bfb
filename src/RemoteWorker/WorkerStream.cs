using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using ActorServer.Protocol.Handling;
using ActorServer.Protocol.Messages;
using ActorServer.Protocol.Sockets;
using Akka.Actor;

namespace ActorServer.RemoteWorker;

/// <summary>
/// The worker's end of a client whose socket was handed over to a <see cref="StreamHandler"/>: gives it the bare socket as
/// a stream and, when it has returned, ends our side and lets go of the socket. The server hears exactly once how it went.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The stream owns nothing; the socket is released at the end of the connection.")]
internal sealed class WorkerStream : UntypedActor
{
    private readonly SafeSocketHandle _socket;
    private readonly HandOver _handOver;
    private readonly IActorRef _server;
    private readonly BlockingSocketStream _stream;
    private bool _ended;

    public WorkerStream(SafeSocketHandle socket, HandOver handOver, IActorRef server)
    {
        _socket = socket;
        _handOver = handOver;
        _server = server;
        _stream = new BlockingSocketStream(socket);
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _server.Tell(new HandOverTaken(_handOver.Number));
        Context.Watch(_handOver.Handler);
        _handOver.Handler.Tell(_handOver.Info);
        _handOver.Handler.Tell(new StreamHandlerHost.ServeStream(_stream));
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
            case Terminated:
                End(HandedOverEnd.Failed, "the handler stopped without closing its connection");
                break;
        }
    }

    /// <inheritdoc/>
    protected override void PostStop() => End(HandedOverEnd.Failed, "the worker's connection failed");

    private void EndOutput()
    {
        using var socket = new Socket(_socket);
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            End(_stream.HasEnded ? HandedOverEnd.AfterPeer : HandedOverEnd.ByHandler);
        }
        catch (SocketException)
        {
            End(HandedOverEnd.PeerReset);
        }
    }

    private void End(HandedOverEnd how, string error = "")
    {
        if (_ended)
            return;
        _ended = true;
        _socket.Dispose();
        _server.Tell(new HandedOverEnded(_handOver.Number, how, error));
        Context.Stop(Self);
    }
}
