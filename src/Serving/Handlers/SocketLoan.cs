using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Protocol.Messages;
using ActorServer.Serving.Streams;

namespace ActorServer.Serving.Handlers;

/// <summary>
/// A client's socket, lent to its handler: the handler opens it once, as the kind of stream that it wants, and the lender
/// learns how it was left. The descriptor stays the lender's, who closes it.
/// </summary>
/// <param name="handle">The descriptor.</param>
/// <param name="socket">.NET's socket for it, where there is one already.</param>
/// <param name="counts">Is told what goes over a socket of which the kernel keeps no counts.</param>
internal sealed class SocketLoan(SafeSocketHandle handle, Socket? socket = null, SocketCounts? counts = null)
{
    private ISocketStream? _stream;

    /// <summary>What the handler is told while it is busy with the stream.</summary>
    public HandlerSignals Signals { get; } = new();

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

    /// <summary>How it was left by a handler that has returned, or failed with this error. Our end-of-file is still to be sent.</summary>
    public HandOffOutcome LeftWith(string? error) => this switch
    {
        { WasReset: true } => HandOffOutcome.PeerReset,
        _ when error is not null => HandOffOutcome.Failed,
        { HasEnded: true } => HandOffOutcome.AfterPeer,
        _ => HandOffOutcome.ByHandler,
    };

    /// <summary>Sends our end-of-file, after all that was written; false when the client has reset.</summary>
    public bool EndOutput() => SocketCalls.EndOutput(handle);

    private Stream Opened<T>(T stream)
        where T : Stream, ISocketStream
    {
        _stream = stream;
        return stream;
    }
}
