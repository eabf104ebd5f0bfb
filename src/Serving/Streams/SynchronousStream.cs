namespace ActorServer.Serving.Streams;

/// <summary>
/// A client as a stream that reads and writes on the calling thread, also where the caller awaits it.
/// </summary>
internal abstract class SynchronousStream : ClientStream
{
    /// <summary>Reads, and waits for it on this thread, until the token is cancelled.</summary>
    public abstract int Read(Span<byte> buffer, CancellationToken cancellation);

    /// <summary>Writes all, and waits for it on this thread, until the token is cancelled.</summary>
    public abstract void Write(ReadOnlySpan<byte> buffer, CancellationToken cancellation);

    public sealed override int Read(Span<byte> buffer) => Read(buffer, CancellationToken.None);

    public sealed override void Write(ReadOnlySpan<byte> buffer) => Write(buffer, CancellationToken.None);

    public sealed override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<int>(cancellationToken);
        try
        {
            return ValueTask.FromResult(Read(buffer.Span, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }
        catch (IOException failure)
        {
            return ValueTask.FromException<int>(failure);
        }
    }

    public sealed override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        try
        {
            Write(buffer.Span, cancellationToken);
            return ValueTask.CompletedTask;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }
        catch (IOException failure)
        {
            return ValueTask.FromException(failure);
        }
    }

    protected sealed override Task<int> BegunReadAsync(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Task.Run(() => Read(buffer.AsSpan(offset, count)));
    }
}
