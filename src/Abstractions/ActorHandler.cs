using Akka.Actor;
using Akka.Event;
using Akka.IO;

namespace ActorServer;

/// <summary>
/// The code that serves one connection, as an actor. It speaks Akka.IO's <see cref="Tcp"/> protocol with whatever
/// connection it is given, so that a test probe can play the connection and the handler cannot tell which isolation model
/// it runs in.
/// </summary>
/// <remarks>
/// <para>An instance serves one connection and then stops; it is never restarted, because a byte stream has no state to go
/// back to. An exception that leaves one of its steps stops it, resets its client and is reported in the connection's
/// closing record; no other client notices.</para>
/// <para>All steps run on the handler's own actor, one at a time: in <c>inline</c> and <c>thread</c> on a thread that may be
/// blocked, in <c>process</c> in a worker process, in <c>event</c> on threads that all handlers share and that must not be
/// blocked.</para>
/// <para>It reads by pull: the next piece is asked for when <see cref="OnReceived"/> has returned and no more than
/// <see cref="Window"/> bytes of what it wrote wait to be sent. A client that does not read therefore stops the reading.</para>
/// </remarks>
public abstract class ActorHandler : UntypedActor
{
    /// <summary>The largest piece handed to the connection in one message, in bytes; longer writes are cut into pieces.</summary>
    public const int MaxPiece = 64 * 1024;

    /// <summary>
    /// How many written bytes may be on their way to the client before the handler's further writes wait, and reading with
    /// them. A write of fewer than 16 bytes counts as 16.
    /// </summary>
    public const int Window = 256 * 1024;

    private readonly Queue<ByteString> _waiting = new();
    private readonly WriteWindow _window = new();
    private IActorRef? _connection;
    private ConnectionInfo? _info;
    private bool _readPending;
    private bool _drainingBefore;
    private bool _peerClosed;
    private bool _closing;
    private bool _closeSent;
    private bool _aborting;
    private bool _closed;

    /// <summary>What it lives in; null where it was made without services.</summary>
    internal IHandlerScope? Scope { get; set; }

    /// <summary>The connection this handler serves. Known from <see cref="OnConnected"/> on.</summary>
    protected ConnectionInfo Connection =>
        _info ?? throw new InvalidOperationException("The connection is known from OnConnected on, not in the constructor.");

    /// <summary>
    /// True while a write goes to the connection at once. When false, writes are kept in order until the client has taken
    /// some; a handler that produces much waits for <see cref="OnWritable"/> instead of writing on.
    /// </summary>
    protected bool CanWrite => _window.HasRoom && _waiting.Count == 0 && !_closing;

    /// <summary>
    /// Whether to go on reading while <see cref="CanWrite"/> is false. By default not, so that answers cannot pile up; a
    /// handler that throws its input away says yes, and so learns that the client has closed its side.
    /// </summary>
    protected virtual bool ReadsWhenFull => false;

    /// <summary>The client is connected; nothing has been read yet.</summary>
    protected virtual void OnConnected()
    {
    }

    /// <summary>A piece of what the client sent. Where pieces begin and end is not promised.</summary>
    /// <param name="data">At least one byte.</param>
    protected abstract void OnReceived(ByteString data);

    /// <summary>
    /// The client has closed its sending side and will send no more; it may still read. Called after the last piece. By
    /// default closes the connection, after all that was written has left.
    /// </summary>
    protected virtual void OnPeerClosed() => Close();

    /// <summary>The last writes have been taken and there is room again, after <see cref="CanWrite"/> was false.</summary>
    protected virtual void OnWritable()
    {
    }

    /// <summary>
    /// The server is draining: it accepts no more clients and gives this one until the drain deadline. Or the worker process in which this handler
    /// runs is to be replaced; then there is no deadline. A handler may finish what it is doing and close; by default nothing changes.
    /// </summary>
    protected virtual void OnDraining()
    {
    }

    /// <summary>The connection is over, whoever ended it. The last step; the handler then stops.</summary>
    /// <param name="how">How it ended: <see cref="Tcp.Closed"/>, <see cref="Tcp.Aborted"/> or <see cref="Tcp.ErrorClosed"/>.</param>
    protected virtual void OnClosed(Tcp.ConnectionClosed how)
    {
    }

    /// <summary>A message that is not the connection's: a timer's, another actor's. By default unhandled.</summary>
    /// <param name="message">The message.</param>
    protected virtual void OnMessage(object message) => Unhandled(message);

    /// <summary>
    /// Writes to the client, after everything written before. Never blocks; after <see cref="Close"/> or
    /// <see cref="Abort"/> it does nothing. What is written before the client is known waits for it.
    /// </summary>
    /// <param name="data">The bytes. Must not be changed afterwards.</param>
    protected void Write(ByteString data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (_closing || data.IsEmpty)
            return;
        for (var at = 0; at < data.Count; at += MaxPiece)
            _waiting.Enqueue(data.Count <= MaxPiece ? data : data.Slice(at, Math.Min(MaxPiece, data.Count - at)));
        SendWaiting();
    }

    /// <summary>Writes a copy of the bytes to the client; see <see cref="Write(ByteString)"/>.</summary>
    /// <param name="data">The bytes; may be reused when this returns.</param>
    protected void Write(ReadOnlySpan<byte> data) => Write(ByteString.FromBytes(data.ToArray()));

    /// <summary>
    /// Ends the connection normally: the client gets every byte written so far, then end-of-file. Nothing more is read.
    /// </summary>
    protected void Close()
    {
        if (_closing)
            return;
        _closing = true;
        SendWaiting();
    }

    /// <summary>Ends the connection at once: the client gets a reset, and what has not been sent is lost.</summary>
    protected void Abort()
    {
        _closing = true;
        _closeSent = true;
        _aborting = true;
        _waiting.Clear();
        _connection?.Tell(Tcp.Abort.Instance);
    }

    /// <summary>
    /// Prints one line on the server's standard output, unprefixed, in whichever process the handler runs.
    /// </summary>
    /// <param name="line">The line, without its end.</param>
    protected static void Print(string line) => ServerOutput.WriteLine(line);

    /// <inheritdoc/>
    protected sealed override void OnReceive(object message)
    {
        switch (message)
        {
            case ConnectionInfo info:
                _info = info;
                break;
            case Tcp.Connected connected:
                Connected(connected);
                break;
            case Tcp.Received received:
                Received(received.Data);
                break;
            case WriteAcknowledged acknowledged:
                Acknowledged(acknowledged.Bytes);
                break;
            case Tcp.PeerClosed:
                _peerClosed = true;
                if (!_closing)
                    OnPeerClosed();
                break;
            case Tcp.ConnectionClosed how:
                _closing = true;
                _closed = true;
                OnClosed(how);
                Context.Stop(Self);
                break;
            case Tcp.CommandFailed failed:
                throw new IOException($"The connection did not take {failed.Cmd.GetType().Name}: {failed.CauseString}");
            case Draining:
                Drain();
                break;
            default:
                OnMessage(message);
                break;
        }
    }

    // In a worker it may be told before its connection is there.
    private void Drain()
    {
        if (_connection is null)
            _drainingBefore = true;
        else
            OnDraining();
    }

    /// <inheritdoc/>
    public override void AroundPreStart()
    {
        using var log = Scope?.EnterLog();
        base.AroundPreStart();
    }

    /// <inheritdoc/>
    public override void AroundPostStop()
    {
        try
        {
            using var log = Scope?.EnterLog();
            base.AroundPostStop();
        }
        finally
        {
            Scope?.End();
        }
    }

    private void Received(ByteString data)
    {
        _readPending = false;
        // What was on its way when the handler closed is not for it any more.
        if (_closing)
            return;
        OnReceived(data);
        ReadOn();
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A failure is told to the connection as text instead of being thrown on: in a worker the exception would have to
    /// cross the wire, and its type need not exist in the server.
    /// </remarks>
    protected override bool AroundReceive(Receive receive, object message)
    {
        using var log = Scope?.EnterLog();
        try
        {
            return base.AroundReceive(receive, message);
        }
        catch (Exception failure)
        {
            MemoryLimit.EndIfReached(failure);
            Fail(failure);
            return true;
        }
    }

    private void Fail(Exception failure)
    {
        if (_closed)
        {
            // Its connection is over and has its record; this has nowhere else to go.
            Context.GetLogger().Error(failure, "The handler of {0} failed after its connection had ended.", _info?.Id);
            Context.Stop(Self);
        }
        else if (_connection is null)
        {
            Become(FailedBeforeConnected(HandlerFailed.Because(failure)));
        }
        else
        {
            _connection.Tell(HandlerFailed.Because(failure));
            Context.Stop(Self);
        }
    }

    /// <summary>Waits for the connection, which is on its way or over already, to tell it; the rest of the handler is over.</summary>
    private static UntypedReceive FailedBeforeConnected(HandlerFailed failed) => message =>
    {
        if (message is Tcp.Connected)
            Context.Sender.Tell(failed);
        else if (message is not Tcp.ConnectionClosed)
            return;
        Context.Stop(Context.Self);
    };

    private void Connected(Tcp.Connected connected)
    {
        _connection = Sender;
        _info ??= new ConnectionInfo("c-0", "default", "none", connected.RemoteAddress, connected.LocalAddress);
        _connection.Tell(new Tcp.Register(Self, keepOpenOnPeerClosed: true));
        if (_aborting)
            _connection.Tell(Tcp.Abort.Instance);
        else
            SendWaiting();
        OnConnected();
        if (_drainingBefore)
            OnDraining();
        ReadOn();
    }

    private void ReadOn()
    {
        if (_connection is null || _readPending || _peerClosed || _closing || !(CanWrite || ReadsWhenFull))
            return;
        _readPending = true;
        _connection.Tell(Tcp.ResumeReading.Instance);
    }

    private void SendWaiting()
    {
        if (_connection is null)
            return;
        while (_window.HasRoom && _waiting.TryDequeue(out var piece))
            _connection.Tell(_window.Send(piece));
        if (_closing && _waiting.Count == 0)
            SendClose();
    }

    private void Acknowledged(int bytes)
    {
        var hadRoom = CanWrite;
        _window.Acknowledged(bytes);
        SendWaiting();
        if (hadRoom || !CanWrite)
            return;
        OnWritable();
        ReadOn();
    }

    private void SendClose()
    {
        if (_closeSent)
            return;
        _closeSent = true;
        _connection?.Tell(Tcp.Close.Instance);
    }
}
