using ActorServer.Serving.Streams;

namespace ActorServer.Serving.Tls;

/// <summary>
/// What TLS reads and writes: the client's socket, first as a stream for the handshake, which occupies no thread, then as the stream
/// that suits whoever serves the client. It is replaced between the two, while nobody reads or writes.
/// </summary>
internal sealed class CiphertextStream : ClientStream, ISocketStream
{
    private ClientStream _stream = null!;
    private ISocketStream _socket = null!;

    private CiphertextStream()
    {
    }

    /// <summary>Lets what has come through to TLS until our side has ended.</summary>
    public InputGate Gate { get; } = new();

    /// <inheritdoc/>
    /// <remarks>Of the bytes of TLS, whether it had ended before or not.</remarks>
    public bool HasEnded => _socket.HasEnded;

    public bool WasReset => _socket.WasReset;

    public override int ReadTimeout
    {
        get => _stream.ReadTimeout;
        set => _stream.ReadTimeout = value;
    }

    public override int WriteTimeout
    {
        get => _stream.WriteTimeout;
        set => _stream.WriteTimeout = value;
    }

    /// <summary>On this stream at first.</summary>
    public static CiphertextStream On<T>(T stream)
        where T : ClientStream, ISocketStream
    {
        var ciphertext = new CiphertextStream();
        ciphertext.GoOnWith(stream);
        return ciphertext;
    }

    /// <summary>On this stream from now on, which is one on the same socket.</summary>
    public void GoOnWith<T>(T stream)
        where T : ClientStream, ISocketStream
    {
        _stream = stream;
        _socket = stream;
    }

    public override int Read(Span<byte> buffer)
    {
        Gate.Leave();
        var count = _stream.Read(buffer);
        Gate.Enter();
        return count;
    }

    public override void Write(ReadOnlySpan<byte> buffer) => _stream.Write(buffer);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Gate.Leave();
        var count = await _stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Gate.Enter();
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _stream.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => _stream.FlushAsync(cancellationToken);
}
