using System.Diagnostics.CodeAnalysis;
using ActorServer.Protocol.Messages;
using ActorServer.Protocol.Workers;
using Akka.Actor;
using Akka.IO;

namespace ActorServer.Protocol.Handling;

/// <summary>
/// The actor of a <see cref="StreamHandler"/>: runs it on a thread of its own, on the stream that it is given or on one made
/// of its connection's messages, and never waits for it. Stops when the handler has returned and nothing is left to be said.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Its token sources have no timer and no wait handle: they hold nothing, and the handler may keep their tokens.")]
internal sealed class StreamHandlerHost(StreamHandler handler) : UntypedActor
{
    private readonly CancellationTokenSource _cutOff = new();
    private readonly CancellationTokenSource _draining = new();
    private ConnectionInfo? _info;
    private RelayedStream? _relayed;
    private IActorRef _connection = ActorRefs.Nobody;
    private bool _running;
    private bool _over;

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ConnectionInfo info:
                _info = info;
                break;
            case Tcp.Connected:
                _connection = Sender;
                _relayed = new RelayedStream(_connection, Self);
                _connection.Tell(new Tcp.Register(Self, keepOpenOnPeerClosed: true));
                Run(_relayed);
                break;
            case ServeStream serve:
                _connection = Sender;
                Run(serve.Stream);
                break;
            case Tcp.Received received:
                _relayed?.Received(received.Data);
                break;
            case WriteAcknowledged acknowledged:
                _relayed?.Acknowledged(acknowledged.Bytes);
                break;
            case Tcp.PeerClosed:
                _relayed?.PeerClosed();
                break;
            case Tcp.CommandFailed or Tcp.ConnectionClosed:
                EndConnection();
                break;
            case Draining:
                // A callback is the handler's code, and may block.
                _ = _draining.CancelAsync();
                break;
            case Returned returned:
                _running = false;
                Finish(returned.Error);
                break;
        }
    }

    private void Run(Stream stream)
    {
        _running = true;
        var self = Self;
        var info = _info! with { Draining = _draining.Token };
        new Thread(() => self.Tell(new Returned(Serve(stream, info)), ActorRefs.NoSender)) { Name = info.Id, IsBackground = true }.Start();
    }

    private string? Serve(Stream stream, ConnectionInfo info)
    {
        try
        {
            handler.HandleAsync(stream, info, _cutOff.Token).GetAwaiter().GetResult();
            return null;
        }
        catch (OperationCanceledException) when (_cutOff.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception failure)
        {
            MemoryLimit.EndIfReached(failure);
            return HandlerFailed.Because(failure).Error;
        }
    }

    private void EndConnection()
    {
        _over = true;
        _relayed?.Over();
        _ = _cutOff.CancelAsync();
        if (!_running)
            Context.Stop(Self);
    }

    private void Finish(string? error)
    {
        if (_relayed is null && !_over)
            _connection.Tell(new StreamServed(error));
        else if (!_over && error is not null)
            _connection.Tell(new HandlerFailed(error));
        else if (!_over)
            _connection.Tell(Tcp.Close.Instance);

        // A relayed connection that closes says when it is over.
        if (_over || _relayed is null || error is not null)
            Context.Stop(Self);
    }

    /// <summary>To the handler's actor: serve this stream, which is the sender's. The answer is <see cref="StreamServed"/>.</summary>
    internal sealed record ServeStream(Stream Stream) : INoSerializationVerificationNeeded;

    /// <summary>The handler has returned, or failed with this error; it does not use the stream any more.</summary>
    internal sealed record StreamServed(string? Error);

    private sealed record Returned(string? Error);
}
