using System.Buffers;
using Akka.Actor;
using Akka.IO;

namespace ActorServer.Serving.Sockets;

/// <summary>
/// Speaks Akka.IO's <see cref="Tcp"/> protocol with one handler about the bytes of one transport, as a part of the actor that owns
/// it. Reads only when the handler asks, holds no buffer while it waits for the client, and never blocks.
/// </summary>
/// <remarks>
/// It obeys the handler that has registered and nobody else. What the end means beyond the bytes (lingering, records, resets,
/// the death of the handler) is the owner's business.
/// </remarks>
/// <param name="transport">Carries the bytes; disposed of with the conversation.</param>
/// <param name="register">The handler, and what it wants.</param>
/// <param name="owner">Is told of the end.</param>
/// <param name="self">The owner's address.</param>
internal sealed class TcpConversation(IByteTransport transport, Tcp.Register register, IConversationOwner owner, IActorRef self) : IDisposable
{
    private const int ReadSize = 64 * 1024;
    private const int MostDiscardedPieces = 16;

    private readonly PendingWrites _writes = new(transport, register.Handler);
    private bool _awaitingInput;
    private bool _lastReadWasFull;
    private bool _disposed;
    private bool _endingOutput;
    private Tcp.ConnectionClosed? _closing;

    /// <summary>The handler.</summary>
    public IActorRef Handler => register.Handler;

    /// <summary>The client's end-of-file has been read.</summary>
    public bool InputEnded { get; private set; }

    /// <summary>Our end-of-file has been sent, unless the connection was lost then: everything written before is in the kernel's hands.</summary>
    public bool OutputEnded { get; private set; }

    /// <summary>Deals with a message that is a part of the conversation. False for any other.</summary>
    public bool Receive(object message, IActorRef sender)
    {
        switch (message)
        {
            case IByteTransport.InputReady:
                _awaitingInput = false;
                ReadPiece(dataIsLikely: true);
                return true;
            case IByteTransport.RoomReady:
                RoomReady();
                return true;
            case Tcp.Command command:
                if (sender.Equals(Handler))
                    OnCommand(command, sender);
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// Throws away what the client still sends, until its end-of-file; then the owner is told that it has closed. To be called
    /// once our end-of-file has been sent.
    /// </summary>
    public void DiscardInput() => ReadPiece(dataIsLikely: true);

    public void Dispose()
    {
        _disposed = true;
        transport.Dispose();
        _writes.Clear();
    }

    private void RoomReady()
    {
        if (_disposed)
            return;
        if (_endingOutput)
            EndOutput(_closing!);
        else
            Sent(_writes.SendOn());
    }

    private void OnCommand(Tcp.Command command, IActorRef sender)
    {
        switch (command)
        {
            case Tcp.ResumeReading:
                if (_closing is null)
                    ReadPiece(_lastReadWasFull);
                break;
            case Tcp.SimpleWriteCommand or Tcp.CompoundWrite when _closing is not null:
                sender.Tell(command.FailureMessage);
                break;
            case Tcp.Write write:
                Write(write, sender);
                break;
            case Tcp.CompoundWrite writes:
                foreach (var write in writes)
                    OnCommand(write, sender);
                break;
            case Tcp.Abort:
                owner.HandlerAborts();
                break;
            case Tcp.CloseCommand close:
                BeginClose(close is Tcp.ConfirmedClose ? Tcp.ConfirmedClosed.Instance : Tcp.Closed.Instance);
                break;
            case Tcp.Register:
                // It has registered.
                break;
            default:
                sender.Tell(command.FailureMessage);
                break;
        }
    }

    /// <summary>Reads a piece, now or when there is one. To ask first whether there is any is cheaper when it is unlikely.</summary>
    private void ReadPiece(bool dataIsLikely)
    {
        if (_awaitingInput || InputEnded || _disposed || (!dataIsLikely && !HasInput()))
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
                self.Tell(IByteTransport.InputReady.Instance);
                _awaitingInput = true;
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
        var count = transport.Receive(buffer.AsSpan(0, ReadSize), out var outcome);
        _lastReadWasFull = count == ReadSize;
        if (outcome == Transfer.MustWait)
            return HasInput();
        if (outcome == Transfer.Lost)
            owner.PeerLost();
        else if (count == 0)
            EndInput();
        else if (_closing is not null)
            return true;
        else
            Handler.Tell(new Tcp.Received(ByteString.CopyFrom(buffer, 0, count)));
        return false;
    }

    private bool HasInput()
    {
        _awaitingInput = !transport.AwaitInput();
        return !_awaitingInput;
    }

    private void EndInput()
    {
        InputEnded = true;
        if (_closing is null)
            Handler.Tell(Tcp.PeerClosed.Instance);
        owner.PeerClosed();
        if (!register.KeepOpenOnPeerClosed)
            BeginClose(Tcp.Closed.Instance);
    }

    private void Write(Tcp.Write write, IActorRef sender)
    {
        if (_disposed)
            return;
        if (!_writes.HasRoomFor(write))
        {
            // Answering each would be as much as keeping each: one that does not stop by itself is ended.
            sender.Tell(write.FailureMessage);
            owner.HandlerFails($"the handler wrote more than {PendingWrites.MostBytes} bytes, or {PendingWrites.MostWrites} times, without waiting for any to be taken");
            return;
        }

        _writes.Add(write);
        Sent(_writes.Send());
    }

    private void Sent(Transfer outcome)
    {
        if (outcome == Transfer.Lost)
            owner.PeerLost();
        else if (outcome == Transfer.Done && _closing is not null && !OutputEnded)
            EndOutput(_closing);
    }

    private void BeginClose(Tcp.ConnectionClosed how)
    {
        if (_closing is not null || _disposed)
            return;
        _closing = how;
        owner.HandlerCloses(afterPeer: InputEnded);
        Sent(_writes.Send());
    }

    private void EndOutput(Tcp.ConnectionClosed how)
    {
        var outcome = transport.EndOutput();
        _endingOutput = outcome == Transfer.MustWait;
        if (_endingOutput)
            return;
        OutputEnded = true;
        if (outcome == Transfer.Lost)
        {
            owner.PeerLost();
            return;
        }

        Handler.Tell(how);
        owner.OutputEnded();
    }
}
