using System.Net.Security;
using System.Net.Sockets;
using ActorServer.Serving.Streams;

namespace ActorServer.Serving.Tls;

/// <summary>
/// What a client and we have agreed on, and the means to speak with it: one reads and one writes at a time. Whoever has the session
/// disposes of it when the connection is over.
/// </summary>
internal sealed class TlsSession(SslStream ssl, CiphertextStream ciphertext, TlsInfo info) : IDisposable
{
    private int _reading;
    private int _writing;
    private volatile bool _inputEnded;
    private volatile bool _truncated;
    private volatile string? _fault;

    /// <summary>What a handler may know of it.</summary>
    public TlsInfo Info => info;

    /// <summary>The client's socket.</summary>
    public CiphertextStream Ciphertext => ciphertext;

    /// <summary>The client's end-of-file has been read.</summary>
    public bool InputEnded => _inputEnded;

    /// <summary>It came without TLS's own word for it (<c>close_notify</c>): what the client sent may have been cut.</summary>
    public bool IsTruncated => _truncated;

    /// <summary>What is wrong with what the client has sent; null for nothing.</summary>
    public string? Fault => _fault;

    /// <summary>Reads, and waits as the stream on the socket does. 0 is the client's end-of-file, for a buffer that is not empty.</summary>
    public int Read(Span<byte> buffer)
    {
        EnterRead();
        try
        {
            return Taken(ssl.Read(buffer), buffer.Length);
        }
        catch (Exception failure) when (IsEnd(failure))
        {
            return 0;
        }
        finally
        {
            LeaveRead();
        }
    }

    /// <summary>The same. Into an empty buffer it waits until there is something to read, which the next read then finds without waiting.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        EnterRead();
        try
        {
            return Taken(await ssl.ReadAsync(buffer, cancellation).ConfigureAwait(false), buffer.Length);
        }
        catch (Exception failure) when (IsEnd(failure))
        {
            return 0;
        }
        finally
        {
            LeaveRead();
        }
    }

    /// <summary>Writes all of it, and waits as the stream on the socket does.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        EnterWrite();
        ssl.Write(bytes);
        LeaveWrite();
    }

    /// <summary>The same.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        // Once it has begun, a write that is given up leaves half a record with the client.
        cancellation.ThrowIfCancellationRequested();
        EnterWrite();
        await ssl.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        LeaveWrite();
    }

    /// <summary>Says that nothing follows (<c>close_notify</c>). Nothing is read or written any more.</summary>
    public async Task EndOutputAsync()
    {
        EnterWrite();
        ciphertext.Gate.Close();
        await ssl.ShutdownAsync().ConfigureAwait(false);
    }

    public void Dispose() => ssl.Dispose();

    private void EnterRead()
    {
        if (Interlocked.Exchange(ref _reading, 1) != 0)
            throw new NotSupportedException("a client that speaks TLS is read by one at a time");
        ciphertext.Gate.Enter();
    }

    private void LeaveRead()
    {
        ciphertext.Gate.Leave();
        Volatile.Write(ref _reading, 0);
    }

    // After one that has failed, half a record may be with the client: nothing can follow it. So only success leaves.
    private void EnterWrite()
    {
        if (Interlocked.Exchange(ref _writing, 1) != 0)
            throw ClientFailure.OfWrite(new SocketException((int)SocketError.Shutdown));
    }

    private void LeaveWrite() => Volatile.Write(ref _writing, 0);

    private int Taken(int count, int wanted)
    {
        if (count == 0 && wanted > 0)
            SeeEnd();
        return count;
    }

    // Also in the middle of a record, which is an error to SslStream.
    private bool IsEnd(Exception failure)
    {
        if (ciphertext.WasReset || failure.GetBaseException() is SocketException or OperationCanceledException or ObjectDisposedException)
            return false;
        if (ciphertext.HasEnded)
            SeeEnd();
        else if (failure is IOException)
            _fault = failure.GetBaseException().Message.ReplaceLineEndings(" ");
        return _inputEnded;
    }

    private void SeeEnd()
    {
        _inputEnded = true;
        _truncated = ciphertext.HasEnded;
    }
}
