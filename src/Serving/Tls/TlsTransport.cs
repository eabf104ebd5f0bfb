using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Serving.Sockets;
using ActorServer.Serving.Streams;
using Akka.Actor;

namespace ActorServer.Serving.Tls;

/// <summary>
/// The bytes of a client that speaks TLS, as they are meant. Holds no buffer while it waits for the client to send; what the kernel
/// does not take of a record, one at most, waits in the stream on the socket.
/// </summary>
internal sealed class TlsTransport : IByteTransport
{
    // A record takes no more, and more at once would only wait here rather than where it comes from.
    private const int MostAtOnce = 16 * 1024;

    private readonly TlsSession _session;
    private readonly Socket _socket;
    private readonly NonBlockingSocketStream _records;
    private readonly IActorRef _owner;
    private readonly SocketCounts? _counts;

    // The wait for input: in TLS, or on the socket after our end-of-file. What it has found out the next look at the input does again.
    private Task? _input;
    private Task _room = Task.CompletedTask;
    private bool _outputEnded;

    public TlsTransport(TlsSession session, Socket socket, IActorRef owner, SocketCounts? counts = null)
    {
        _session = session;
        _socket = socket;
        _owner = owner;
        _counts = counts;
        _records = new NonBlockingSocketStream(socket, counts);
        session.Ciphertext.GoOnWith(_records);
    }

    public int Receive(Span<byte> buffer, out Transfer outcome)
    {
        // What comes after our end-of-file is thrown away, whatever it means.
        if (_outputEnded)
            return ReceiveRecords(buffer, out outcome);
        if (!HasInput())
        {
            outcome = Transfer.MustWait;
            return 0;
        }

        var count = ReceivePiece(buffer, out outcome);
        // A record is less than is asked for. Only what has come already is worth another one.
        while (count > 0 && count < buffer.Length && _socket.Available > 0 && HasInput() && ReceivePiece(buffer[count..], out _) is var more and > 0)
            count += more;
        return count;
    }

    public bool AwaitInput()
    {
        if (HasInput())
            return true;
        Tell(IByteTransport.InputReady.Instance, after: _input!);
        return false;
    }

    public int Send(ReadOnlySpan<byte> bytes, out Transfer outcome)
    {
        outcome = Room();
        if (outcome != Transfer.Done)
            return 0;
        var piece = bytes[..Math.Min(bytes.Length, MostAtOnce)];
        try
        {
            _session.Write(piece);
            _room = _records.FlushAsync(CancellationToken.None);
            return piece.Length;
        }
        catch (Exception lost) when (IsLoss(lost))
        {
            outcome = Transfer.Lost;
            return 0;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Only waits for room: what is to be sent is kept by whoever asks.</remarks>
    public void SendLater(ReadOnlySpan<byte> bytes) => Tell(IByteTransport.RoomReady.Instance, after: _room);

    public int SentLater(out Transfer outcome)
    {
        outcome = Room();
        return 0;
    }

    public Transfer EndOutput()
    {
        if (!_outputEnded)
        {
            _outputEnded = true;
            _room = _session.EndOutputAsync();
        }

        var outcome = Room();
        if (outcome == Transfer.MustWait)
            Tell(IByteTransport.RoomReady.Instance, after: _room);
        return outcome != Transfer.Done || SocketCalls.EndOutput(_socket.SafeHandle) ? outcome : Transfer.Lost;
    }

    public void Dispose() => _session.Dispose();

    private static bool IsLoss(Exception failure) => failure is IOException or ObjectDisposedException or InvalidOperationException;

    private bool HasInput() => (_input ??= AwaitSomething()).IsCompleted;

    private Task<int> AwaitSomething() => _outputEnded
        ? _records.ReadAsync(Memory<byte>.Empty).AsTask()
        : _session.ReadAsync(Memory<byte>.Empty, CancellationToken.None).AsTask();

    private int ReceivePiece(Span<byte> buffer, out Transfer outcome)
    {
        try
        {
            var wait = _input!;
            _input = null;
            wait.GetAwaiter().GetResult();
            outcome = Transfer.Done;
            return _session.InputEnded ? 0 : _session.Read(buffer);
        }
        catch (Exception lost) when (IsLoss(lost))
        {
            // Again, should this answer not be taken now.
            _input = Task.FromException(lost);
            outcome = Transfer.Lost;
            return 0;
        }
    }

    private int ReceiveRecords(Span<byte> buffer, out Transfer outcome)
    {
        if (_input is { IsCompleted: true })
            _input = null;
        var count = SocketCalls.ReceiveNow(_socket, buffer, out var error);
        outcome = SocketTransport.OutcomeOf(error);
        if (count > 0)
            _counts?.AddReceived(count);
        return count;
    }

    private Transfer Room() => _room switch
    {
        { IsCompletedSuccessfully: true } => Transfer.Done,
        { IsCompleted: true } => Transfer.Lost,
        _ => Transfer.MustWait,
    };

    private void Tell(object message, Task after)
    {
        var owner = _owner;
        _ = after.ContinueWith(
            done =>
            {
                // Whoever is told looks at it; where nobody does any more, it has been seen here.
                _ = done.Exception;
                owner.Tell(message, ActorRefs.NoSender);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
