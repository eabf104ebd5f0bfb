using System.Net.Sockets;
using ActorServer.Native.Sockets;

namespace ActorServer.Serving.Streams;

/// <summary>
/// A connected socket as a stream whose asynchronous calls wait in epoll and occupy no thread. What .NET's own stream would do
/// as well, but for knowing how the client has left, for time limits that asynchronous calls keep too, and for not ending the
/// connection when it is disposed.
/// </summary>
/// <param name="socket">The socket.</param>
/// <param name="counts">Is told what goes over a socket of which the kernel keeps no counts.</param>
internal class AsynchronousSocketStream(Socket socket, SocketCounts? counts = null) : ClientStream, ISocketStream
{
    private volatile bool _ended;
    private volatile bool _reset;
    private volatile bool _outputEnded;

    public bool HasEnded => _ended;

    public bool WasReset => _reset;

    public override int Read(Span<byte> buffer)
    {
        // Not .NET's, which waits or not as the socket was when .NET first saw it.
        try
        {
            var timeout = ReadTimeout;
            var count = buffer.IsEmpty ? 0 : SocketTransfer.Receive(socket.SafeHandle, buffer, timeout, CancellationToken.None, counts);
            return count >= 0 ? Ended(count, buffer.Length) : throw ClientFailure.ReadTimedOut(timeout);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            throw ClientFailure.OfRead(Gone(failure));
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            var timeout = WriteTimeout;
            if (!SocketTransfer.Send(socket.SafeHandle, buffer, timeout, CancellationToken.None, counts))
                throw ClientFailure.WriteTimedOut(timeout);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            throw ClientFailure.OfWrite(Gone(failure));
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ReadTimeout == Timeout.Infinite ? ReceiveAsync(buffer, cancellationToken) : ReceiveInTimeAsync(buffer, ReadTimeout, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        WriteTimeout == Timeout.Infinite ? SendAsync(buffer, cancellationToken) : SendInTimeAsync(buffer, WriteTimeout, cancellationToken);

    /// <summary>Sends our end-of-file before the handler has returned. An end of the client's that is read from now on came after it.</summary>
    public void EndOutput()
    {
        _outputEnded = true;
        _reset |= !SocketCalls.EndOutput(socket.SafeHandle);
    }

    /// <summary>Sends as much as the kernel takes at once, and says how much.</summary>
    protected int SendNow(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return SocketTransfer.SendNow(socket.SafeHandle, bytes, counts);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            throw ClientFailure.OfWrite(Gone(failure));
        }
    }

    private async ValueTask<int> ReceiveInTimeAsync(Memory<byte> buffer, int timeout, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            return await ReceiveAsync(buffer, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw ClientFailure.ReadTimedOut(timeout);
        }
    }

    private async ValueTask SendInTimeAsync(ReadOnlyMemory<byte> buffer, int timeout, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            await SendAsync(buffer, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw ClientFailure.WriteTimedOut(timeout);
        }
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            return Taken(await socket.ReceiveAsync(buffer, cancellation).ConfigureAwait(false), buffer.Length);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            throw ClientFailure.OfRead(Gone(failure));
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            while (!buffer.IsEmpty)
                buffer = buffer[await SendSomeAsync(buffer, cancellation).ConfigureAwait(false)..];
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            throw ClientFailure.OfWrite(Gone(failure));
        }
    }

    private ValueTask<int> SendSomeAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellation)
    {
        if (counts is null)
            return socket.SendAsync(buffer, cancellation);
        var count = SocketTransfer.SendNow(socket.SafeHandle, buffer.Span, counts);
        return count > 0 ? ValueTask.FromResult(count) : SendOneCountedAsync(buffer, counts, cancellation);
    }

    // There is no waiting for room alone; but of one byte it is known whether it has gone.
    private async ValueTask<int> SendOneCountedAsync(ReadOnlyMemory<byte> buffer, SocketCounts counts, CancellationToken cancellation)
    {
        var count = await socket.SendAsync(buffer[..1], cancellation).ConfigureAwait(false);
        counts.AddSent(count);
        return count;
    }

    private int Taken(int count, int wanted)
    {
        if (count == 0 && counts is { IsCutOff: true })
            throw new SocketException((int)SocketError.ConnectionReset);
        counts?.AddReceived(count);
        return Ended(count, wanted);
    }

    private int Ended(int count, int wanted)
    {
        _ended |= count == 0 && wanted > 0 && !_outputEnded;
        return count;
    }

    // A socket that its owner has closed is a connection that is over.
    private SocketException Gone(Exception failure)
    {
        _reset = true;
        return ClientFailure.CauseOf(failure);
    }
}
