using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ActorServer.Native.Sockets;

/// <summary>
/// The waiting of one call on a socket: for input or for room, until the time limit or the token ends it. Costs nothing before
/// the first wait; nothing is read or written here.
/// </summary>
internal unsafe ref partial struct SocketWait
{
    private const short PollInput = 1;
    private const short PollRoom = 4;

    // Where there is no descriptor to be woken by, the token is looked at so often.
    private const int BlindWait = 50;

    private readonly SafeSocketHandle _socket;
    private readonly short _what;
    private readonly CancellationToken _cancellation;
    private readonly int _timeout;
    private TimeLimit? _limit;
    private Waker? _waker;
    private CancellationTokenRegistration _registration;

    private SocketWait(SafeSocketHandle socket, short what, int timeout, CancellationToken cancellation)
    {
        _socket = socket;
        _what = what;
        _timeout = timeout;
        _cancellation = cancellation;
    }

    /// <summary>Waits for input, or for the end of the connection.</summary>
    public static SocketWait ForInput(SafeSocketHandle socket, int timeout, CancellationToken cancellation) => new(socket, PollInput, timeout, cancellation);

    /// <summary>Waits for room to write, or for the end of the connection.</summary>
    public static SocketWait ForRoom(SafeSocketHandle socket, int timeout, CancellationToken cancellation) => new(socket, PollRoom, timeout, cancellation);

    /// <summary>Waits. False when the time of the whole call is up.</summary>
    /// <exception cref="OperationCanceledException">The token is cancelled.</exception>
    public bool Await()
    {
        var limit = _limit ?? Begin();
        _cancellation.ThrowIfCancellationRequested();
        if (limit.Left == 0)
            return false;
        Poll(_waker is null && _cancellation.CanBeCanceled ? limit.LeftUpTo(BlindWait) : limit.Left);
        return true;
    }

    /// <summary>Ends the waiting.</summary>
    public readonly void Dispose()
    {
        // Afterwards nobody wakes it any more.
        _registration.Dispose();
        _waker?.Return();
    }

    private TimeLimit Begin()
    {
        if (_cancellation.CanBeCanceled && (_waker = Waker.Rent()) is not null)
            _registration = _cancellation.UnsafeRegister(static waker => ((Waker)waker!).Wake(), _waker);
        _limit = new TimeLimit(_timeout);
        return _limit.Value;
    }

    // What has happened the next attempt on the socket finds out, an interruption included.
    private readonly void Poll(int milliseconds)
    {
        var referenced = false;
        try
        {
            _socket.DangerousAddRef(ref referenced);
            var polled = stackalloc PolledDescriptor[2];
            polled[0] = new PolledDescriptor { Descriptor = (int)_socket.DangerousGetHandle(), Events = _what };
            polled[1] = new PolledDescriptor { Descriptor = _waker?.Descriptor ?? -1, Events = PollInput };
            _ = poll(polled, 2, milliseconds);
        }
        finally
        {
            if (referenced)
                _socket.DangerousRelease();
        }
    }

    [LibraryImport("libc")]
    private static partial int poll(PolledDescriptor* descriptors, nuint count, int milliseconds);

    /// <summary><c>struct pollfd</c>, poll(2); what poll returns in the last two bytes nobody looks at.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 8)]
    private struct PolledDescriptor
    {
        public int Descriptor;
        public short Events;
    }
}
