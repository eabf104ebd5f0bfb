using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Serving.Streams;

namespace ActorServer.Serving.Pumping;

/// <summary>
/// A pair of connected Unix sockets of which a worker gets the one end in its client's place, and a <see cref="Pump"/> has the other.
/// </summary>
/// <remarks>
/// The worker's end is kept as well. So the death of its process is no end-of-file here: only shutdown(2) is, which a worker does
/// after a complete answer. And so the worker can be reset.
/// </remarks>
internal sealed class LocalPair : IHandlersEnd
{
    private readonly Socket _ours;
    private readonly Socket _theirs;

    private LocalPair(Socket ours, Socket theirs)
    {
        _ours = ours;
        _theirs = theirs;
        Stream = new AsynchronousSocketStream(ours);
    }

    public Stream Stream { get; }

    /// <summary>The end to be handed over; it stays the pair's as well.</summary>
    public Socket HandlersSocket => _theirs;

    /// <summary>Bytes that the worker has not read.</summary>
    public long Unread => Waiting(_theirs);

    /// <summary>Bytes of the worker's that nobody has moved.</summary>
    public long Unmoved => Waiting(_ours);

    /// <summary>A new pair.</summary>
    /// <exception cref="SocketException">No descriptor is left.</exception>
    public static LocalPair Make()
    {
        var error = LocalSocketPair.MakeConnection(out var ours, out var theirs);
        if (error == 0)
            return new LocalPair(new Socket(ours), new Socket(theirs));
        throw SocketErrno.Exception(error);
    }

    public void EndOutput() => SocketCalls.EndOutput(_ours.SafeHandle);

    public void Reset()
    {
        // A Unix socket that is closed with unread input resets its peer; any other close is an orderly end. So it gets some, in the
        // worker's name. Where no room is left for it there is unread input already.
        try
        {
            _ = SocketTransfer.SendNow(_theirs.SafeHandle, [0]);
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The worker has ended its output, and waits for nothing any more.
        }

        Dispose();
    }

    public void Dispose()
    {
        _ours.Dispose();
        _theirs.Dispose();
    }

    private static long Waiting(Socket socket)
    {
        try
        {
            return socket.Available;
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }
}
