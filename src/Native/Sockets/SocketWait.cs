using System.Net.Sockets;
using ActorServer.Native.Descriptors;

namespace ActorServer.Native.Sockets;

/// <summary>
/// The waiting of one call on a socket: for input or for room, until the time limit or the token ends it. Costs nothing before
/// the first wait; nothing is read or written here.
/// </summary>
internal ref struct SocketWait
{
    // Where there is no descriptor to be woken by, the token is looked at so often.
    private const int BlindWait = 50;

    private readonly SafeSocketHandle _socket;
    private readonly bool _forRoom;
    private readonly CancellationToken _cancellation;
    private readonly int _timeout;
    private TimeLimit? _limit;
    private Waker? _waker;
    private CancellationTokenRegistration _registration;

    private SocketWait(SafeSocketHandle socket, bool forRoom, int timeout, CancellationToken cancellation)
    {
        _socket = socket;
        _forRoom = forRoom;
        _timeout = timeout;
        _cancellation = cancellation;
    }

    /// <summary>Waits for input, or for the end of the connection.</summary>
    public static SocketWait ForInput(SafeSocketHandle socket, int timeout, CancellationToken cancellation) => new(socket, forRoom: false, timeout, cancellation);

    /// <summary>Waits for room to write, or for the end of the connection.</summary>
    public static SocketWait ForRoom(SafeSocketHandle socket, int timeout, CancellationToken cancellation) => new(socket, forRoom: true, timeout, cancellation);

    /// <summary>Waits. False when the time of the whole call is up.</summary>
    /// <exception cref="OperationCanceledException">The token is cancelled.</exception>
    public bool Await()
    {
        var limit = _limit ?? Begin();
        _cancellation.ThrowIfCancellationRequested();
        if (limit.Left == 0)
            return false;
        var milliseconds = _waker is null && _cancellation.CanBeCanceled ? limit.LeftUpTo(BlindWait) : limit.Left;
        // What has happened the next attempt on the socket finds out, an interruption included.
        _ = _forRoom ? Poll.ForRoom(_socket, milliseconds, Woken) : Poll.ForInput(_socket, milliseconds, Woken);
        return true;
    }

    /// <summary>Ends the waiting.</summary>
    public readonly void Dispose()
    {
        // Afterwards nobody wakes it any more.
        _registration.Dispose();
        _waker?.Return();
    }

    private readonly int Woken => _waker?.Descriptor ?? Poll.None;

    private TimeLimit Begin()
    {
        if (_cancellation.CanBeCanceled && (_waker = Waker.Rent()) is not null)
            _registration = _cancellation.UnsafeRegister(static waker => ((Waker)waker!).Wake(), _waker);
        _limit = new TimeLimit(_timeout);
        return _limit.Value;
    }
}
