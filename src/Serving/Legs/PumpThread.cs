using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ActorServer.Native.Sockets;

namespace ActorServer.Serving.Legs;

/// <summary>
/// One thread that moves the bytes of many clients: it waits in epoll for all of them, and never for one. Each moves a bounded number of
/// bytes, and then the others have their turn. Only <see cref="Post"/>, <see cref="Load"/> and <see cref="Stop"/> are for other threads.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The thread itself releases all, as its last act.")]
internal sealed class PumpThread
{
    private const int MostEvents = 64;
    private const int StackSize = 256 * 1024;

    // Between two looks at what has happened to the others.
    private const int TurnsAtOnce = 4;
    private const int TickMilliseconds = 1000;

    private readonly Epoll _epoll = new(MostEvents);
    private readonly List<IPumpThreadUser?> _slots = [];
    private readonly Stack<int> _freeSlots = [];
    private readonly Queue<(KernelPump Pump, PumpWay Way)> _row = [];
    private readonly Lock _lock = new();
    private List<Action> _posted = [];
    private List<Action> _running = [];
    private bool _isStopped;
    private int _load;
    private long _nextTick;

    private PumpThread()
    {
    }

    /// <summary>What its ways move bytes with.</summary>
    public PumpTools Tools { get; } = new();

    /// <summary>So many have descriptors in it.</summary>
    public int Load => Volatile.Read(ref _load);

    /// <summary>Starts one.</summary>
    /// <exception cref="SocketException">No descriptor is left.</exception>
    public static PumpThread Start(int number)
    {
        var made = new PumpThread();
        new Thread(made.Run, StackSize) { IsBackground = true, Name = $"legs-{number}" }.Start();
        return made;
    }

    /// <summary>Has something done on this thread. False when it has stopped, and so has released everything.</summary>
    public bool Post(Action action)
    {
        lock (_lock)
        {
            if (_isStopped)
                return false;
            _posted.Add(action);
            _epoll.Wake();
            return true;
        }
    }

    /// <summary>Ends it, and everything on it.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            if (_isStopped)
                return;
            _isStopped = true;
            _epoll.Wake();
        }
    }

    /// <summary>A number for who has descriptors here.</summary>
    public int Take(IPumpThreadUser user)
    {
        Volatile.Write(ref _load, _load + 1);
        if (_freeSlots.TryPop(out var slot))
        {
            _slots[slot] = user;
            return slot;
        }

        _slots.Add(user);
        return _slots.Count - 1;
    }

    /// <summary>Gives the number back. What the kernel has said of it in this round is for nobody.</summary>
    public void GiveBack(int slot)
    {
        Volatile.Write(ref _load, _load - 1);
        _slots[slot] = null;
        _freeSlots.Push(slot);
    }

    /// <summary>Waits for one of its two descriptors from now on. The errno, or 0.</summary>
    public int Watch(int slot, int which, SafeHandle descriptor, EpollEvents asked) => _epoll.Watch(descriptor, asked, ((ulong)slot << 1) | (uint)which);

    /// <summary>No longer.</summary>
    public void Forget(SafeHandle descriptor) => _epoll.Forget(descriptor);

    /// <summary>There is more to move than there was time for.</summary>
    public void PutInRow(KernelPump pump, PumpWay way)
    {
        way.IsInRow = true;
        _row.Enqueue((pump, way));
    }

    private void Run()
    {
        while (!Volatile.Read(ref _isStopped))
        {
            var count = _epoll.Wait(_row.Count > 0 ? 0 : UntilTick());
            for (var index = 0; index < count; index++)
            {
                if (_epoll.Happened(index, out var number, out var events))
                    _slots[(int)(number >> 1)]?.Happened((int)(number & 1), events);
            }

            RunPosted();
            RunRow();
            Tick();
        }

        // Whatever was posted before it was stopped has an end as well.
        RunPosted();
        foreach (var user in _slots.ToArray())
            user?.End();
        Tools.Dispose();
        _epoll.Dispose();
    }

    // A slot that is given back in a round is taken again only here, when the round's events have been told.
    private void RunPosted()
    {
        lock (_lock)
        {
            if (_posted.Count == 0)
                return;
            (_posted, _running) = (_running, _posted);
        }

        foreach (var action in _running)
            action();
        _running.Clear();
    }

    private void RunRow()
    {
        for (var turns = Math.Min(TurnsAtOnce, _row.Count); turns > 0; turns--)
        {
            var (pump, way) = _row.Dequeue();
            way.IsInRow = false;
            pump.Turn(way);
        }
    }

    private int UntilTick() => _load == 0 ? Timeout.Infinite : (int)Math.Clamp(_nextTick - Environment.TickCount64, 0, TickMilliseconds);

    private void Tick()
    {
        var now = Environment.TickCount64;
        if (now < _nextTick)
            return;
        _nextTick = now + TickMilliseconds;
        for (var slot = 0; slot < _slots.Count; slot++)
            _slots[slot]?.Tick(now);
    }
}
