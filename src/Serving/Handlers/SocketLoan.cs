using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Protocol.Messages;
using ActorServer.Serving.Streams;
using ActorServer.Serving.Tls;

namespace ActorServer.Serving.Handlers;

/// <summary>
/// A client's socket, lent to its handler: the handler opens it once, as the kind of stream that it wants, and the lender
/// learns how it was left. The descriptor stays the lender's, who closes it.
/// </summary>
/// <param name="handle">The descriptor.</param>
/// <param name="socket">.NET's socket for it, where there is one already.</param>
/// <param name="counts">Is told what goes over a socket of which the kernel keeps no counts.</param>
/// <param name="tls">What was agreed on with a client that speaks TLS.</param>
/// <param name="mayBeTaken">Whether the handler may have the socket for good: the lender has no use for it any more.</param>
internal sealed class SocketLoan(SafeSocketHandle handle, Socket? socket = null, SocketCounts? counts = null, TlsSession? tls = null, bool mayBeTaken = false)
{
    private ISocketStream? _stream;
    private TakenSocket? _taken;

    /// <summary>What the handler is told while it is busy with the stream.</summary>
    public HandlerSignals Signals { get; } = new();

    /// <summary>The handler wants the client to be reset.</summary>
    public bool WasAborted { get; set; }

    /// <inheritdoc cref="ISocketStream.HasEnded"/>
    public bool HasEnded => _stream is { HasEnded: true };

    /// <inheritdoc cref="ISocketStream.WasReset"/>
    public bool WasReset => _stream is { WasReset: true };

    /// <summary>The socket as a stream, for a thread that may wait.</summary>
    /// <param name="asynchronous">Asynchronous calls do not block their thread.</param>
    public Stream Open(bool asynchronous) =>
        asynchronous ? Opened(new AsynchronousSocketStream(socket ??= new Socket(handle), counts)) : Opened(new BlockingSocketStream(handle, counts, Signals.CutOff));

    /// <summary>The socket as a stream, for a thread that may not wait.</summary>
    public Stream OpenNonBlocking() => Opened(new NonBlockingSocketStream(socket ??= new Socket(handle), counts));

    /// <summary>The socket itself, for good; null where it may not be had, and the stream has to do.</summary>
    public TakenSocket? Take()
    {
        if (mayBeTaken && tls is null)
            _stream = _taken = new TakenSocket(handle);
        return _taken;
    }

    /// <summary>
    /// Called when the handler has returned: whatever has to precede our end-of-file is written. It waits as the handler's own writes did.
    /// </summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public Task CompleteAsync() => tls is null ? Task.CompletedTask : tls.EndOutputAsync();

    /// <summary>Called when the handler does not use it any more. How it was left remains known.</summary>
    public void Release() => tls?.Dispose();

    /// <summary>How it was left by a handler that has returned, or failed with this error. Our end-of-file is still to be sent.</summary>
    public HandOffOutcome LeftWith(string? error) => this switch
    {
        { WasReset: true } => HandOffOutcome.PeerReset,
        { WasAborted: true } or { _taken.WasAborted: true } => HandOffOutcome.Aborted,
        _ when error is not null => HandOffOutcome.Failed,
        { HasEnded: true } => HandOffOutcome.AfterPeer,
        _ => HandOffOutcome.ByHandler,
    };

    /// <summary>Sends our end-of-file, after all that was written; false when the client has reset. Who has taken the socket has sent it.</summary>
    public bool EndOutput() => _taken is not null || SocketCalls.EndOutput(handle);

    private Stream Opened<T>(T stream)
        where T : ClientStream, ISocketStream
    {
        if (tls is null)
            return Seen(stream);
        tls.Ciphertext.GoOnWith(stream);
        return Seen(new TlsClientStream(tls, mayWait: stream is not NonBlockingSocketStream));
    }

    private Stream Seen<T>(T stream)
        where T : Stream, ISocketStream
    {
        _stream = stream;
        return stream;
    }
}
