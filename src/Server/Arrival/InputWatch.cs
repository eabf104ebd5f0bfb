using ActorServer.Native.Descriptors;
using ActorServer.Native.Sockets;

namespace ActorServer.Server.Arrival;

/// <summary>
/// One thread that waits for input of many sockets. It changes nothing about them: they neither become non-blocking nor are they known
/// to the runtime's event loop afterwards, which would be woken by each byte that their handlers, here or in a worker, get later.
/// Thread-safe.
/// </summary>
/// <remarks>
/// poll(2) looks at each socket each time. Those who wait are few, and each waits for a moment.
/// </remarks>
internal sealed class InputWatch : IDisposable
{
    private const int StackSize = 128 * 1024;

    // Where there is no descriptor to be woken by, it looks so often for itself.
    private const int BlindWait = 50;

    private readonly Lock _gate = new();
    private readonly HashSet<WatchedSocket> _sockets = [];
    private readonly PollSet _polled = new();
    private readonly Waker? _waker = Waker.Rent();
    private readonly Func<TimeSpan> _now;
    private bool _isEnded;

    /// <param name="name">The thread's name.</param>
    /// <param name="now">The time by which the sockets' deadlines are meant.</param>
    public InputWatch(string name, Func<TimeSpan> now)
    {
        _now = now;
        new Thread(Run, StackSize) { Name = name, IsBackground = true }.Start();
    }

    /// <summary>Waits for this one too.</summary>
    public void Add(WatchedSocket socket)
    {
        lock (_gate)
        {
            if (_isEnded)
            {
                socket.Socket.Dispose();
                return;
            }

            _sockets.Add(socket);
            _waker?.Wake();
        }
    }

    /// <summary>Some of them, which are not waited for any longer; their sockets are the caller's.</summary>
    public IReadOnlyList<WatchedSocket> Take(Func<WatchedSocket, bool> which)
    {
        lock (_gate)
        {
            WatchedSocket[] taken = [.. _sockets.Where(which)];
            _sockets.ExceptWith(taken);
            return taken;
        }
    }

    /// <summary>Closes those that are left, and ends the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isEnded)
                return;
            _isEnded = true;
            foreach (var socket in _sockets)
                socket.Socket.Dispose();
            _sockets.Clear();
            _waker?.Wake();
        }
    }

    private void Run()
    {
        while (Next() is { } watched)
        {
            var hasHappened = _polled.Wait(TimeLeft(watched));
            if (hasHappened && _waker is not null && _polled.HasHappened(watched.Length))
                Rest(_waker);
            for (var i = 0; i < watched.Length; i++)
                Look(watched[i], hasHappened && _polled.HasHappened(i));
        }

        _waker?.Return();
    }

    private void Rest(Waker waker)
    {
        // Whoever adds a socket right now would otherwise not be noticed.
        lock (_gate)
            waker.Rest();
    }

    /// <summary>Whom to wait for next; null at the end.</summary>
    private WatchedSocket[]? Next()
    {
        lock (_gate)
        {
            if (_isEnded)
                return null;
            WatchedSocket[] watched = [.. _sockets];
            _polled.Clear();
            foreach (var socket in watched)
                _polled.Add((int)socket.Socket.SafeHandle.DangerousGetHandle());
            if (_waker is not null)
                _polled.Add(_waker.Descriptor);
            return watched;
        }
    }

    private int TimeLeft(WatchedSocket[] watched)
    {
        var most = _waker is null ? TimeSpan.FromMilliseconds(BlindWait) : TimeSpan.MaxValue;
        var now = _now();
        foreach (var socket in watched)
        {
            if (socket.Deadline - now < most)
                most = socket.Deadline - now;
        }

        // Not a moment too early, or it would look again and again.
        return most.TotalMilliseconds > int.MaxValue ? Timeout.Infinite : Math.Max(0, (int)Math.Ceiling(most.TotalMilliseconds));
    }

    private void Look(WatchedSocket socket, bool hasHappened)
    {
        lock (_gate)
        {
            // Somebody else may have taken it meanwhile, and closed it; what has happened is then another's.
            if (!_sockets.Contains(socket))
                return;
            if (hasHappened && socket.OnInput())
            {
                _sockets.Remove(socket);
            }
            else if (socket.Deadline <= _now())
            {
                _sockets.Remove(socket);
                socket.OnOverdue();
            }
        }
    }
}
