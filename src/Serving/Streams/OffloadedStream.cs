namespace ActorServer.Serving.Streams;

/// <summary>
/// Makes the asynchronous calls of a stream that blocks asynchronous, each on a thread of the pool while it lasts. For a client
/// whose bytes are relayed and whose handler reads and writes at the same time.
/// </summary>
internal sealed class OffloadedStream(SynchronousStream blocking) : ClientStream
{
    public override int ReadTimeout
    {
        get => blocking.ReadTimeout;
        set => blocking.ReadTimeout = value;
    }

    public override int WriteTimeout
    {
        get => blocking.WriteTimeout;
        set => blocking.WriteTimeout = value;
    }

    public override int Read(Span<byte> buffer) => blocking.Read(buffer);

    public override void Write(ReadOnlySpan<byte> buffer) => blocking.Write(buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Task.Run(() => blocking.Read(buffer.Span, cancellationToken), cancellationToken));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Task.Run(() => blocking.Write(buffer.Span, cancellationToken), cancellationToken));
}
