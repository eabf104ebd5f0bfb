using System.Buffers;
using System.Net.Sockets;
using ActorServer.Native.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.IO;

namespace ActorServer.Serving.Sockets;

/// <summary>
/// Speaks Akka.IO's <see cref="Tcp"/> protocol over one connected socket, which it owns and disposes exactly once. Reads
/// only when the handler asks, holds no buffer while it waits for the client, and never blocks. What the end of the
/// connection means beyond its socket (lingering, records, resets) is the business of the class that derives from it.
/// </summary>
/// <remarks>
/// The handler is the actor that registers first; nobody else's commands are obeyed. When it stops without closing,
/// <see cref="HandlerStopped"/> is called.
/// </remarks>
internal abstract class SocketConnection : UntypedActor
{
    private const int ReadSize = 64 * 1024;

    // The handler keeps within its window by itself; this bounds one that does not.
    private const int MostPendingBytes = 4 * ActorHandler.Window;
    private const int MostPendingWrites = MostPendingBytes / 16;

    private const int MostDiscardedPieces = 16;

    private readonly Queue<PendingWrite> _writes = new();
    private SocketAsyncEventArgs? _dataArgs;
    private SocketAsyncEventArgs? _roomArgs;
    private int _pendingBytes;
    private bool _awaitingData;
    private bool _lastReadWasFull;
    private bool _awaitingRoom;
    private bool _keepOpenOnPeerClosed;
    private bool _disposed;
    private Tcp.ConnectionClosed? _closing;

    protected SocketConnection(Socket socket)
    {
        Socket = socket;
    }

    /// <summary>The socket. Usable until <see cref="Release"/>.</summary>
    protected Socket Socket { get; }

    /// <summary>Somebody else reads and writes, or did: another process that has the socket too, or the handler itself.</summary>
    protected bool IsLent { get; private set; }

    /// <summary>The registered handler, or nobody.</summary>
    protected IActorRef Handler { get; private set; } = ActorRefs.Nobody;

    /// <summary>The client's end-of-file has been read.</summary>
    protected bool InputEnded { get; private set; }

    /// <summary>Our end-of-file has been sent: everything written before is in the kernel's hands.</summary>
    protected bool OutputEnded { get; private set; }

    /// <summary>The handler is known from now on.</summary>
    protected virtual void HandlerRegistered()
    {
    }

    /// <summary>The client closed its sending side. Called once; the handler has been told.</summary>
    protected abstract void PeerClosed();

    /// <summary>The socket failed, mostly because the client reset it. Called at most once; the connection is of no more use.</summary>
    protected abstract void PeerReset(SocketError error);

    /// <summary>The handler asked for a normal close; what it wrote is still being sent.</summary>
    protected abstract void HandlerClosing();

    /// <summary>All that the handler wrote and then our end-of-file have been handed to the kernel.</summary>
    protected abstract void OutputFinished();

    /// <summary>The handler asked for a reset.</summary>
    protected abstract void HandlerAborted();

    /// <summary>The handler failed; it has stopped or is about to.</summary>
    protected abstract void HandlerHasFailed(string error);

    /// <summary>The handler stopped before the connection was closed.</summary>
    protected abstract void HandlerStopped(Terminated terminated);

    /// <summary>A message that is not part of the <see cref="Tcp"/> protocol.</summary>
    protected virtual void OnOther(object message) => Unhandled(message);

    /// <inheritdoc/>
    protected sealed override void OnReceive(object message)
    {
        switch (message)
        {
            case DataReady:
                _awaitingData = false;
                ReadPiece(dataIsLikely: true);
                break;
            case RoomReady:
                _awaitingRoom = false;
                RoomAgain();
                break;
            case Tcp.Register register:
                Register(register);
                break;
            case Tcp.Command command when IsHandlers(command):
                OnCommand(command);
                break;
            case Tcp.Command:
                break;
            case HandlerFailed failed:
                HandlerHasFailed(failed.Error);
                break;
            case Terminated terminated when terminated.ActorRef.Equals(Handler):
                HandlerStopped(terminated);
                break;
            default:
                OnOther(message);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void PostStop() => Release();

    /// <summary>
    /// Another process has the socket too, or will have: it reads and writes for the handler, and this connection does neither
    /// until <see cref="TakeBack"/>. No handler registers here.
    /// </summary>
    protected void Lend() => IsLent = true;

    /// <summary>The same to a handler in this process, which is known and watched from now on.</summary>
    protected void LendTo(IActorRef handler)
    {
        IsLent = true;
        Handler = handler;
        Context.Watch(handler);
        HandlerRegistered();
    }

    /// <summary>
    /// The other has left the socket alone, after all that was written and our end-of-file were in the kernel's hands, or says
    /// so: it writes no more in any case. Goes on with <see cref="OutputFinished"/>.
    /// </summary>
    /// <param name="inputEnded">The client's end-of-file has been read.</param>
    protected void TakeBack(bool inputEnded)
    {
        _ = SocketCalls.EndOutput(Socket.SafeHandle);
        _closing = Tcp.Closed.Instance;
        InputEnded = inputEnded;
        OutputEnded = true;
        OutputFinished();
    }

    /// <summary>
    /// Throws away what the client still sends, until its end-of-file; then <see cref="PeerClosed"/> is called. From a client
    /// that was lent only what has come by now: to be called again.
    /// </summary>
    protected void DiscardInput()
    {
        if (InputEnded || _disposed)
            return;
        if (IsLent)
            DiscardWhatHasCome();
        else
            ReadPiece(dataIsLikely: true);
    }

    /// <summary>The end of input of a client that was lent is not announced to us.</summary>
    protected bool MustAskForEnd => IsLent && !InputEnded;

    /// <summary>The handler, or the other process for it, has asked for a close.</summary>
    protected bool IsClosing => _closing is not null;

    /// <summary>Closes our descriptor; one that somebody else has kept is of no use from then on. Idempotent.</summary>
    protected void Release()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (IsLent)
            SocketCalls.EndBothWays(Socket.SafeHandle);
        Socket.Dispose();
        _dataArgs?.Dispose();
        _roomArgs?.Dispose();
        _writes.Clear();
    }

    private bool IsHandlers(Tcp.Command command) =>
        !IsLent && (Sender.Equals(Handler) || command is Tcp.Abort && Handler.IsNobody());

    private void Register(Tcp.Register register)
    {
        // A handler registers itself: code in a worker must not name another actor as the receiver of what follows.
        if (IsLent || !Handler.IsNobody() || !register.Handler.Equals(Sender))
            return;
        Socket.Blocking = false;
        Handler = register.Handler;
        _keepOpenOnPeerClosed = register.KeepOpenOnPeerClosed;
        Context.Watch(Handler);
        HandlerRegistered();
    }

    private void OnCommand(Tcp.Command command)
    {
        switch (command)
        {
            case Tcp.ResumeReading:
                if (_closing is null)
                    ReadPiece(_lastReadWasFull);
                break;
            case Tcp.SimpleWriteCommand or Tcp.CompoundWrite when _closing is not null:
                Sender.Tell(command.FailureMessage);
                break;
            case Tcp.Write write:
                Enqueue(write);
                break;
            case Tcp.CompoundWrite writes:
                foreach (var write in writes)
                    OnCommand(write);
                break;
            case Tcp.Abort:
                HandlerAborted();
                break;
            case Tcp.CloseCommand close:
                BeginClose(close is Tcp.ConfirmedClose ? Tcp.ConfirmedClosed.Instance : Tcp.Closed.Instance);
                break;
            default:
                Sender.Tell(command.FailureMessage);
                break;
        }
    }

    /// <summary>Reads a piece, now or when there is one. To ask first whether there is any is cheaper when it is unlikely.</summary>
    private void ReadPiece(bool dataIsLikely)
    {
        if (_awaitingData || InputEnded || _disposed || (!dataIsLikely && !HasData()))
            return;
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            var discarded = 0;
            while (ReadInto(buffer))
            {
                if (++discarded < MostDiscardedPieces)
                    continue;
                // Others want this thread too: a client that sends without end is discarded in turns.
                Self.Tell(DataReady.Instance);
                _awaitingData = true;
                return;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads once. True when there may be more to read at once: a piece was thrown away, or data has just come.</summary>
    private bool ReadInto(byte[] buffer)
    {
        var count = Socket.Receive(buffer.AsSpan(0, ReadSize), SocketFlags.None, out var error);
        _lastReadWasFull = count == ReadSize;
        if (error == SocketError.WouldBlock)
            return HasData();
        if (error != SocketError.Success || (count == 0 && WasReset()))
            PeerReset(error == SocketError.Success ? SocketError.ConnectionReset : error);
        else if (count == 0)
            EndInput();
        else if (_closing is not null)
            return true;
        else
            Handler.Tell(new Tcp.Received(ByteString.CopyFrom(buffer, 0, count)));
        return false;
    }

    // The other process may have kept its descriptor, and whether calls on the socket wait is up to both: so the kernel is told
    // with each call that this one does not.
    private void DiscardWhatHasCome()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            for (var piece = 0; piece < MostDiscardedPieces; piece++)
            {
                if (SocketCalls.ReceiveNow(Socket, buffer.AsSpan(0, ReadSize), out var error) > 0)
                    continue;
                if (error == SocketError.Success)
                    EndInput();
                else if (error != SocketError.WouldBlock)
                    PeerReset(error);
                return;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>True when there is something to read now; otherwise <see cref="DataReady"/> comes when there is.</summary>
    private bool HasData()
    {
        // Receiving into no buffer waits for data without holding memory for a client that is silent.
        _dataArgs ??= NewArgs(DataReady.Instance);
        _awaitingData = Socket.ReceiveAsync(_dataArgs);
        return !_awaitingData;
    }

    private void EndInput()
    {
        InputEnded = true;
        if (_closing is null)
            Handler.Tell(Tcp.PeerClosed.Instance);
        PeerClosed();
        if (!_keepOpenOnPeerClosed && _closing is null)
            BeginClose(Tcp.Closed.Instance);
    }

    private void Enqueue(Tcp.Write write)
    {
        if (_closing is not null || _disposed)
            return;
        if (_writes.Count >= MostPendingWrites || _pendingBytes + write.Data.Count > MostPendingBytes)
        {
            // Answering each would be as much as keeping each: one that does not stop by itself is ended.
            Sender.Tell(write.FailureMessage);
            HandlerHasFailed($"the handler wrote more than {MostPendingBytes} bytes, or {MostPendingWrites} times, without waiting for any to be taken");
            return;
        }

        _pendingBytes += write.Data.Count;
        _writes.Enqueue(new PendingWrite(write));
        SendPending();
    }

    private void SendPending()
    {
        while (!_awaitingRoom && !_disposed && _writes.TryPeek(out var write))
        {
            if (!SendOne(write))
                return;
            _writes.Dequeue();
            _pendingBytes -= write.Count;
            if (write.Acknowledgement is { } acknowledgement)
                Handler.Tell(acknowledgement);
        }

        if (_closing is not null && _writes.Count == 0 && !_awaitingRoom && !OutputEnded && !_disposed)
            EndOutput();
    }

    private bool SendOne(PendingWrite write)
    {
        while (write.Sent < write.Count)
        {
            var count = Socket.Send(write.Rest, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                AwaitRoom(write);
                return false;
            }

            if (error != SocketError.Success)
            {
                PeerReset(error);
                return false;
            }

            write.Sent += count;
        }

        return true;
    }

    /// <summary>Whether the client has reset the connection, also when nobody reads.</summary>
    /// <remarks>
    /// Who meets a reset first takes the error off the socket, which then reads as one that has ended; but while our side is
    /// open only a reset closes it as a whole.
    /// </remarks>
    protected bool WasReset() => !OutputEnded && TcpInfo.TryRead(Socket, out var info) && info.State == TcpState.Close;

    private void AwaitRoom(PendingWrite write)
    {
        // There is no waiting for room alone: the rest of this piece is given to the kernel to take when it can.
        _roomArgs ??= NewArgs(RoomReady.Instance);
        _roomArgs.SetBuffer(write.Rest.ToArray());
        _awaitingRoom = true;
        if (!Socket.SendAsync(_roomArgs))
            Self.Tell(RoomReady.Instance);
    }

    private void RoomAgain()
    {
        if (_disposed)
            return;
        if (_roomArgs!.SocketError != SocketError.Success)
        {
            PeerReset(_roomArgs.SocketError);
            return;
        }

        _writes.Peek().Sent += _roomArgs.BytesTransferred;
        SendPending();
    }

    private void BeginClose(Tcp.ConnectionClosed how)
    {
        if (_closing is not null)
            return;
        _closing = how;
        HandlerClosing();
        SendPending();
    }

    private void EndOutput()
    {
        OutputEnded = true;
        try
        {
            Socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException reset)
        {
            PeerReset(reset.SocketErrorCode);
            return;
        }

        Context.Unwatch(Handler);
        Handler.Tell(_closing);
        OutputFinished();
    }

    private SocketAsyncEventArgs NewArgs(object completed)
    {
        var self = Self;
        var args = new SocketAsyncEventArgs();
        args.Completed += (_, _) => self.Tell(completed, ActorRefs.NoSender);
        return args;
    }

    private sealed class PendingWrite(Tcp.Write write)
    {
        public int Count => write.Data.Count;

        public int Sent { get; set; }

        public ReadOnlySpan<byte> Rest => write.Data.ToReadOnlySpan()[Sent..];

        public Tcp.Event? Acknowledgement => write.WantsAck ? write.Ack : null;
    }

    private sealed class DataReady : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly DataReady Instance = new();
    }

    private sealed class RoomReady : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly RoomReady Instance = new();
    }
}
