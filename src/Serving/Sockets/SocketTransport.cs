using System.Net.Sockets;
using ActorServer.Native.Sockets;
using Akka.Actor;

namespace ActorServer.Serving.Sockets;

/// <summary>The client's bytes as they are on its socket. Holds no buffer while it waits for the client to send.</summary>
internal sealed class SocketTransport : IByteTransport
{
    private readonly Socket _socket;
    private readonly IActorRef _owner;
    private readonly SocketCounts? _counts;
    private SocketAsyncEventArgs? _inputArgs;
    private SocketAsyncEventArgs? _roomArgs;
    private bool _outputEnded;

    /// <param name="socket">The client's socket.</param>
    /// <param name="owner">The actor that is told.</param>
    /// <param name="counts">Is told what goes over a socket of which the kernel keeps no counts.</param>
    public SocketTransport(Socket socket, IActorRef owner, SocketCounts? counts = null)
    {
        socket.Blocking = false;
        _socket = socket;
        _owner = owner;
        _counts = counts;
    }

    public int Receive(Span<byte> buffer, out Transfer outcome)
    {
        var count = _socket.Receive(buffer, SocketFlags.None, out var error);
        outcome = OutcomeOf(error);
        if (count == 0 && outcome == Transfer.Done && (WaitMetReset() || WasReset()))
            outcome = Transfer.Lost;
        _counts?.AddReceived(count);
        return count;
    }

    public bool AwaitInput()
    {
        // Receiving into no buffer waits for data without holding memory for a client that is silent.
        _inputArgs ??= NewArgs(IByteTransport.InputReady.Instance);
        return !_socket.ReceiveAsync(_inputArgs);
    }

    public int Send(ReadOnlySpan<byte> bytes, out Transfer outcome)
    {
        var count = _socket.Send(bytes, SocketFlags.None, out var error);
        outcome = OutcomeOf(error);
        if (outcome != Transfer.Done)
            return 0;
        _counts?.AddSent(count);
        return count;
    }

    public void SendLater(ReadOnlySpan<byte> bytes)
    {
        // There is no waiting for room alone: the bytes are given to the kernel to take when it can.
        _roomArgs ??= NewArgs(IByteTransport.RoomReady.Instance);
        // Of one byte it is known at any moment whether it has gone.
        _roomArgs.SetBuffer((_counts is null ? bytes : bytes[..1]).ToArray());
        if (!_socket.SendAsync(_roomArgs))
            _owner.Tell(IByteTransport.RoomReady.Instance, ActorRefs.NoSender);
    }

    public int SentLater(out Transfer outcome)
    {
        outcome = _roomArgs!.SocketError == SocketError.Success ? Transfer.Done : Transfer.Lost;
        _counts?.AddSent(_roomArgs.BytesTransferred);
        return _roomArgs.BytesTransferred;
    }

    public Transfer EndOutput()
    {
        _outputEnded = true;
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
            return Transfer.Done;
        }
        catch (SocketException)
        {
            return Transfer.Lost;
        }
    }

    public void Dispose()
    {
        _inputArgs?.Dispose();
        _roomArgs?.Dispose();
    }

    /// <summary>What came of a call on the socket that ended with this.</summary>
    internal static Transfer OutcomeOf(SocketError error) => error switch
    {
        SocketError.Success => Transfer.Done,
        SocketError.WouldBlock => Transfer.MustWait,
        _ => Transfer.Lost,
    };

    // The wait for input may have taken the error off the socket.
    private bool WaitMetReset() => _inputArgs is { SocketError: SocketError.ConnectionReset };

    // Who meets a reset first takes the error off the socket, which then reads as one that has ended; but while our side is open
    // only a reset closes it as a whole.
    private bool WasReset() => !_outputEnded && TcpInfo.TryRead(_socket, out var info) && info.State == TcpState.Close;

    private SocketAsyncEventArgs NewArgs(object completed)
    {
        var owner = _owner;
        var args = new SocketAsyncEventArgs();
        args.Completed += (_, _) => owner.Tell(completed, ActorRefs.NoSender);
        return args;
    }
}
