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

    private static readonly ConcurrentBag<Waker> Kept = [];

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
    public static Waker? Rent() => Kept.TryTake(out var kept) ? kept : OperatingSystem.IsMacOS() ? OfPipe() : OfEvent();

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
        if (Kept.Count < MostKept)
        {
            Kept.Add(this);
            return;
        }

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
