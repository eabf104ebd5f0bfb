using ActorServer.Serving.Streams;

namespace ActorServer.Serving.Tls;

/// <summary>
/// A client that speaks TLS as a stream of what it means. Its calls wait as those of the stream on the socket do. After a write that was
/// given up, by a token or a time limit, there is no other.
/// </summary>
/// <param name="session">What was agreed on.</param>
/// <param name="mayWait">Whether a call may hold up its thread.</param>
internal sealed class TlsClientStream(TlsSession session, bool mayWait) : ClientStream, ISocketStream
{
    public bool HasEnded => session.InputEnded;

    public bool WasReset => session.Ciphertext.WasReset || session.Fault is not null;

    public override int ReadTimeout
    {
        get => session.Ciphertext.ReadTimeout;
        set => session.Ciphertext.ReadTimeout = value;
    }

    public override int WriteTimeout
    {
        get => session.Ciphertext.WriteTimeout;
        set => session.Ciphertext.WriteTimeout = value;
    }

    public override int Read(Span<byte> buffer) => mayWait ? session.Read(buffer) : throw NonBlockingSocketStream.MustNotWait();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => session.ReadAsync(buffer, cancellationToken);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            session.Write(buffer);
        }
        catch (IOException wrapped) when (wrapped.InnerException is InvalidOperationException refused)
        {
            throw refused;
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => session.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => session.Ciphertext.FlushAsync(cancellationToken);

    protected override Task<int> BegunReadAsync(byte[] buffer, int offset, int count) =>
        Task.Run(async () => await ReadAsync(buffer.AsMemory(offset, count)).ConfigureAwait(false));
}
