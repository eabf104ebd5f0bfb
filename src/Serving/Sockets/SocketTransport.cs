using System.Net.Sockets;
using ActorServer.Native.Sockets;
using Akka.Actor;

namespace ActorServer.Serving.Sockets;

/// <summary>The client's bytes as they are on its socket. Holds no buffer while it waits for the client to send.</summary>
internal sealed class SocketTransport : IByteTransport
{
    private readonly Socket _socket;
    private readonly IActorRef _owner;
    private SocketAsyncEventArgs? _inputArgs;
    private SocketAsyncEventArgs? _roomArgs;
    private bool _outputEnded;

    public SocketTransport(Socket socket, IActorRef owner)
    {
        socket.Blocking = false;
        _socket = socket;
        _owner = owner;
    }

    /// <inheritdoc/>
    public int Receive(Span<byte> buffer, out Transfer outcome)
    {
        var count = _socket.Receive(buffer, SocketFlags.None, out var error);
        outcome = OutcomeOf(error);
        if (count == 0 && outcome == Transfer.Done && WasReset())
            outcome = Transfer.Lost;
        return count;
    }

    /// <inheritdoc/>
    public bool AwaitInput()
    {
        // Receiving into no buffer waits for data without holding memory for a client that is silent.
        _inputArgs ??= NewArgs(IByteTransport.InputReady.Instance);
        return !_socket.ReceiveAsync(_inputArgs);
    }

    /// <inheritdoc/>
    public int Send(ReadOnlySpan<byte> bytes, out Transfer outcome)
    {
        var count = _socket.Send(bytes, SocketFlags.None, out var error);
        outcome = OutcomeOf(error);
        return outcome == Transfer.Done ? count : 0;
    }

    /// <inheritdoc/>
    public void SendLater(ReadOnlySpan<byte> bytes)
    {
        // There is no waiting for room alone: the bytes are given to the kernel to take when it can.
        _roomArgs ??= NewArgs(IByteTransport.RoomReady.Instance);
        _roomArgs.SetBuffer(bytes.ToArray());
        if (!_socket.SendAsync(_roomArgs))
            _owner.Tell(IByteTransport.RoomReady.Instance, ActorRefs.NoSender);
    }

    /// <inheritdoc/>
    public int SentLater(out Transfer outcome)
    {
        outcome = _roomArgs!.SocketError == SocketError.Success ? Transfer.Done : Transfer.Lost;
        return _roomArgs.BytesTransferred;
    }

    /// <inheritdoc/>
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

    /// <inheritdoc/>
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
