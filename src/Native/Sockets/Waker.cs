using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using ActorServer.Native.Calls;
using ActorServer.Native.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.Native.Sockets;

/// <summary>
/// Ends a wait in poll(2): a descriptor that becomes readable when another thread says so. Eventfd(2), a pipe on macOS. Made
/// when nobody has left one behind, and left behind for the next one; a process keeps a few.
/// </summary>
internal sealed unsafe class Waker
{
    private const int MostKept = 16;
    private const int CloseOnExecAndNonBlocking = 0x80800;

    // Not a ConcurrentBag: it has a queue for each thread that ever gave one back, and who asks for its count locks them all.
    private static readonly ConcurrentQueue<Waker> Kept = [];
    private static int _kept;

    /// <summary>Descriptors from this number on are for others. Set once, where a process has to keep some for itself.</summary>
    public static int FirstKeptDescriptor { get; set; } = int.MaxValue;

    private readonly SafeHandle _wait;
    private readonly SafeHandle _wake;
    private volatile bool _woken;

    private Waker(SafeHandle wait, SafeHandle wake)
    {
        _wait = wait;
        _wake = wake;
    }

    /// <summary>The descriptor to be polled for input.</summary>
    public int Descriptor => (int)_wait.DangerousGetHandle();

    /// <summary>One that nobody else has, until it is given back; null when there is no descriptor left for it.</summary>
    public static Waker? Rent()
    {
        if (!Kept.TryDequeue(out var kept))
            return OperatingSystem.IsMacOS() ? OfPipe() : OfEvent();
        Interlocked.Decrement(ref _kept);
        return kept;
    }

    /// <summary>Ends the wait. Called by any thread, as long as it is rented.</summary>
    public void Wake()
    {
        // Eight bytes, which eventfd counts as one.
        ulong one = 1;
        _woken = true;
        _ = Libc.write(_wake, &one, sizeof(ulong));
    }

    /// <summary>Once it has input: it may be waited for again. Nobody calls <see cref="Wake"/> meanwhile.</summary>
    public void Rest()
    {
        ulong count;
        _woken = false;
        _ = Libc.read(_wait, &count, sizeof(ulong));
    }

    /// <summary>Gives it back. Nobody calls <see cref="Wake"/> any more.</summary>
    public void Return()
    {
        ulong count;
        if (_woken)
            _ = Libc.read(_wait, &count, sizeof(ulong));
        _woken = false;
        if (Interlocked.Increment(ref _kept) <= MostKept)
        {
            Kept.Enqueue(this);
            return;
        }

        Interlocked.Decrement(ref _kept);
        _wait.Dispose();
        _wake.Dispose();
    }

    private static Waker? OfEvent()
    {
        var descriptor = Libc.eventfd(0, CloseOnExecAndNonBlocking);
        if (descriptor < 0)
            return null;
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (descriptor < FirstKeptDescriptor)
            return new Waker(handle, handle);
        handle.Dispose();
        return null;
    }

    private static Waker? OfPipe() => Pipe.Make(out var wait, out var wake) == 0 ? new Waker(wait, wake) : null;
}
