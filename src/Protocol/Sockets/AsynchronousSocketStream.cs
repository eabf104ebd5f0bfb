using System.Net.Sockets;

namespace ActorServer.Protocol.Sockets;

/// <summary>
/// A connected socket as a stream whose asynchronous calls wait in epoll and occupy no thread. What .NET's own stream would do
/// as well, but for knowing how the client has left, and for not ending the connection when it is disposed.
/// </summary>
internal sealed class AsynchronousSocketStream(Socket socket) : ClientStream, ISocketStream
{
    private volatile bool _ended;
    private volatile bool _reset;

    /// <inheritdoc/>
    public bool HasEnded => _ended;

    /// <inheritdoc/>
    public bool WasReset => _reset;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            return Taken(socket.Receive(buffer), buffer.Length);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            throw Failed("read from", failure);
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            // A socket in blocking mode sends all of it.
            socket.Send(buffer);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            throw Failed("write to", failure);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Taken(await socket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            throw Failed("read from", failure);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            while (!buffer.IsEmpty)
                buffer = buffer[await socket.SendAsync(buffer, cancellationToken).ConfigureAwait(false)..];
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            throw Failed("write to", failure);
        }
    }

    private int Taken(int count, int wanted)
    {
        _ended |= count == 0 && wanted > 0;
        return count;
    }

    private IOException Failed(string what, Exception failure)
    {
        _reset = true;
        return new IOException($"Cannot {what} the client: {failure.Message}", failure);
    }
}
