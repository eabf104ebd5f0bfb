using System.Diagnostics.CodeAnalysis;
using ActorServer.Serving.Streams;
using Akka.Actor;
using Akka.IO;

namespace ActorServer.Serving.Handlers;

/// <summary>
/// The actor of a <see cref="StreamHandler"/>: runs it on the socket that is lent to it, or on a stream made of its
/// connection's messages. Stops when the handler has returned and nothing is left to be said.
/// </summary>
/// <remarks>
/// On a socket it may be the handler's own thread that runs this actor: while the handler is busy nothing is heard here, so the
/// lender acts on the socket and tells the rest by <see cref="SocketLoan.Signals"/>.
/// </remarks>
/// <param name="handler">The handler.</param>
/// <param name="isDuplex">Whether it is marked <see cref="DuplexAttribute"/>.</param>
[SuppressMessage("Design", "CA1001", Justification = "The stream owns nothing; the handler may keep it.")]
internal sealed class StreamHandlerHost(StreamHandler handler, bool isDuplex = false) : UntypedActor
{
    private HandlerSignals? _signals;
    private SocketLoan? _lent;
    private ConnectionInfo? _info;
    private RelayedStream? _relayed;
    private IActorRef _connection = ActorRefs.Nobody;
    private bool _running;
    private bool _over;
    private bool _aborts;

    /// <summary>What the handler lives in; null where it was made without services.</summary>
    public IHandlerScope? Scope { get; init; }

    // A socket that is lent brings its own.
    private HandlerSignals Signals => _signals ??= new HandlerSignals();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ConnectionInfo info:
                _info = info;
                break;
            case Tcp.Connected:
                _connection = Sender;
                ServeRelayed();
                break;
            case ServeSocket serve:
                _connection = Sender;
                ServeLent(serve);
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
                Signals.SayDraining();
                break;
            case Returned returned:
                _running = false;
                Finish(returned.Error);
                break;
        }
    }

    public override void AroundPostStop()
    {
        try
        {
            base.AroundPostStop();
        }
        finally
        {
            Scope?.End();
        }
    }

    private void ServeRelayed()
    {
        _relayed = new RelayedStream(_connection, Self, Signals.CutOff);
        _connection.Tell(new Tcp.Register(Self, keepOpenOnPeerClosed: true));
        RunOnThread(isDuplex ? new OffloadedStream(_relayed) : _relayed);
    }

    private void ServeLent(ServeSocket serve)
    {
        _lent = serve.Socket;
        _signals = _lent.Signals;
        switch (serve.On)
        {
            case StreamRunsOn.OwnThread when handler is ITakesSocket:
                RunWithoutThread(serve.Socket);
                break;
            case StreamRunsOn.OwnThread:
                RunOnThread(serve.Socket.Open(isDuplex));
                break;
            case StreamRunsOn.ActorThread:
                Finish(ServeAsync(serve.Socket.Open(isDuplex), Info()).GetAwaiter().GetResult());
                break;
            case StreamRunsOn.ActorDispatcher:
                var stream = serve.Socket.OpenNonBlocking();
                RunTask(async () => Finish(await ServeAsync(stream, Info())));
                break;
        }
    }

    private ConnectionInfo Info() => _info! with { Draining = Signals.Draining };

    private void RunOnThread(Stream stream)
    {
        _running = true;
        var self = Self;
        var info = Info();
        new Thread(() => self.Tell(new Returned(ServeAsync(stream, info).GetAwaiter().GetResult()), ActorRefs.NoSender)) { Name = info.Id, IsBackground = true }.Start();
    }

    private void RunWithoutThread(SocketLoan socket)
    {
        _running = true;
        var serving = socket.Take() is { } taken
            ? TakeAsync((ITakesSocket)handler, taken)
            : ServeAsync(socket.Open(asynchronous: true), Info());
        serving.PipeTo(Self, success: error => new Returned(error));
    }

    private async Task<string?> TakeAsync(ITakesSocket taking, TakenSocket taken)
    {
        using var log = Scope?.EnterLog();
        try
        {
            await taking.TakeAsync(taken, Info(), Signals.CutOff).ConfigureAwait(false);
            return null;
        }
        catch (Exception failure)
        {
            MemoryLimit.EndIfReached(failure);
            return HandlerFailed.Because(failure).Error;
        }
    }

    /// <summary>How it failed, or null.</summary>
    private async Task<string?> ServeAsync(Stream stream, ConnectionInfo info)
    {
        var cutOff = Signals.CutOff;
        using var log = Scope?.EnterLog();
        try
        {
            await handler.HandleAsync(stream, info, cutOff).ConfigureAwait(false);
            // The client gets every byte that was written, also what could not wait for it then.
            await stream.FlushAsync(cutOff).ConfigureAwait(false);
            if (_lent is not null)
                await _lent.CompleteAsync().ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (cutOff.IsCancellationRequested)
        {
            return null;
        }
        catch (ClientAbortedException)
        {
            _aborts = true;
            return null;
        }
        catch (Exception failure)
        {
            MemoryLimit.EndIfReached(failure);
            return HandlerFailed.Because(failure).Error;
        }
        finally
        {
            _lent?.Release();
        }
    }

    private void EndConnection()
    {
        _over = true;
        _relayed?.Over();
        Signals.SayCutOff();
        if (!_running)
            Context.Stop(Self);
    }

    private void Finish(string? error)
    {
        if (_lent is not null)
            _lent.WasAborted |= _aborts;
        if (_relayed is null && !_over)
            _connection.Tell(new StreamServed(error));
        else if (!_over && error is not null)
            _connection.Tell(new HandlerFailed(error));
        else if (!_over)
            _connection.Tell(_aborts ? Tcp.Abort.Instance : Tcp.Close.Instance);

        // A relayed connection that closes says when it is over.
        if (_over || _relayed is null || error is not null)
            Context.Stop(Self);
    }

    /// <summary>To the handler's actor: serve this socket, which is the sender's. The answer is <see cref="StreamServed"/>.</summary>
    internal sealed record ServeSocket(SocketLoan Socket, StreamRunsOn On) : INoSerializationVerificationNeeded;

    /// <summary>The handler has returned, or failed with this error; it does not use the socket any more.</summary>
    internal sealed record StreamServed(string? Error);

    private sealed record Returned(string? Error);
}
