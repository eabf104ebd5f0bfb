using System.Net.Sockets;
using ActorServer.Protocol.Handling;

namespace ActorServer.Protocol.Sockets;

/// <summary>
/// A client's socket, lent to its handler: the handler opens it once, as the kind of stream that it wants, and the lender
/// learns how it was left. The descriptor stays the lender's, who closes it.
/// </summary>
/// <param name="handle">The descriptor.</param>
/// <param name="socket">.NET's socket for it, where there is one already.</param>
internal sealed class SocketLoan(SafeSocketHandle handle, Socket? socket = null)
{
    private ISocketStream? _stream;

    /// <summary>What the handler is told while it is busy with the stream.</summary>
    public HandlerSignals Signals { get; } = new();

    /// <summary>The client's end-of-file has been read.</summary>
    public bool HasEnded => _stream is { HasEnded: true };

    /// <summary>The client has reset the connection or is lost, or somebody has cut it off.</summary>
    public bool WasReset => _stream is { WasReset: true };

    /// <summary>The socket as a stream.</summary>
    /// <param name="asynchronous">Asynchronous calls do not block their thread.</param>
    public Stream Open(bool asynchronous)
    {
        ClientStream stream = asynchronous ? new AsynchronousSocketStream(socket ??= new Socket(handle)) : new BlockingSocketStream(handle);
        _stream = (ISocketStream)stream;
        return stream;
    }

    /// <summary>Sends our end-of-file, after all that was written; false when the client has reset.</summary>
    public bool EndOutput() => SocketCalls.EndOutput(handle);
}
