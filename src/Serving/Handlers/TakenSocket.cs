using System.Net.Sockets;
using ActorServer.Native.Descriptors;
using ActorServer.Native.Sockets;
using ActorServer.Serving.Streams;

namespace ActorServer.Serving.Handlers;

/// <summary>
/// A client's socket that its handler has for good: the handler reads and writes it, ends our side, closes it, and says how the client has
/// left.
/// </summary>
/// <param name="handle">The descriptor.</param>
internal sealed class TakenSocket(SafeSocketHandle handle) : ISocketStream
{
    private volatile bool _hasEnded;
    private volatile bool _wasReset;
    private volatile bool _wasAborted;

    /// <summary>The socket, to be closed by the handler.</summary>
    public Socket Socket { get; } = new(handle);

    /// <inheritdoc/>
    public bool HasEnded
    {
        get => _hasEnded;
        set => _hasEnded = value;
    }

    /// <inheritdoc/>
    public bool WasReset
    {
        get => _wasReset;
        set => _wasReset = value;
    }

    /// <summary>The handler wants the client to be reset.</summary>
    public bool WasAborted
    {
        get => _wasAborted;
        set => _wasAborted = value;
    }

    /// <summary>Notes how the client is now: it may have closed its side, or be gone. To be called before our side has ended.</summary>
    public void LookHowClientIs()
    {
        if (!Poll.State(handle, out var state))
            return;
        _hasEnded |= state.InputEnded;
        _wasReset |= state.IsClosed || state.HasError;
    }

    /// <summary>Sends our end-of-file, after all that was written, and leaves the input as it is, on which the server lingers.</summary>
    public void EndOutput() => _wasReset |= !SocketCalls.EndOutput(handle);
}
