using System.Net.Sockets;
using ActorServer.Native.Descriptors;
using ActorServer.Native.Sockets;

namespace ActorServer.Serving.Streams;

/// <summary>
/// A connected socket as a stream whose calls wait in the kernel: one recv(2) or send(2) where nothing limits the wait. .NET's
/// own sockets emulate waiting once anything was asynchronous. The owner of the descriptor closes it, after the last call.
/// </summary>
internal sealed class BlockingSocketStream : SynchronousStream, ISocketStream
{
    private readonly SafeSocketHandle _socket;
    private readonly CancellationToken _cutOff;
    private readonly SocketCounts? _counts;
    private volatile bool _ended;
    private volatile bool _reset;

    /// <summary>Makes calls on the socket wait, for every descriptor of it.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="counts">Is told what goes over a socket of which the kernel keeps no counts.</param>
    /// <param name="cutOff">
    /// Cancelled when the connection is cut off, which ends every call by itself: with this token a call need not watch it.
    /// </param>
    public BlockingSocketStream(SafeSocketHandle socket, SocketCounts? counts = null, CancellationToken cutOff = default)
    {
        _socket = socket;
        _cutOff = cutOff;
        _counts = counts;
        Fcntl.MakeBlocking(socket);
    }

    public bool HasEnded => _ended;

    public bool WasReset => _reset;

    public override int Read(Span<byte> buffer, CancellationToken cancellation)
    {
        if (buffer.IsEmpty)
            return 0;
        try
        {
            var timeout = ReadTimeout;
            var count = IsLimited(timeout, cancellation)
                ? SocketTransfer.Receive(_socket, buffer, timeout, Watched(cancellation), _counts)
                : SocketTransfer.Receive(_socket, buffer, _counts);
            _ended |= count == 0;
            return count >= 0 ? count : throw ClientFailure.ReadTimedOut(timeout);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            throw ClientFailure.OfRead(Gone(failure));
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            var timeout = WriteTimeout;
            if (_counts is null && !IsLimited(timeout, cancellation))
                SocketTransfer.Send(_socket, buffer);
            else if (!SocketTransfer.Send(_socket, buffer, timeout, Watched(cancellation), _counts))
                throw ClientFailure.WriteTimedOut(timeout);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            throw ClientFailure.OfWrite(Gone(failure));
        }
    }

    /// <summary>Sends our end-of-file, after all that was written; false when the client has reset.</summary>
    public bool EndOutput() => SocketCalls.EndOutput(_socket);

    // Cutting the client off ends any wait by itself.
    private CancellationToken Watched(CancellationToken cancellation) => cancellation == _cutOff ? CancellationToken.None : cancellation;

    private bool IsLimited(int timeout, CancellationToken cancellation) =>
        timeout != Timeout.Infinite || (cancellation.CanBeCanceled && cancellation != _cutOff);

    // Whatever the network reports, a reset, a peer that does not answer any more, or that the owner has closed it: the client is gone.
    private SocketException Gone(Exception failure)
    {
        _reset = true;
        return ClientFailure.CauseOf(failure);
    }
}
