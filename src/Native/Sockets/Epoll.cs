using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ActorServer.Native.Calls;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.Native.Sockets;

/// <summary>
/// epoll(7): one thread waits for many descriptors and is told which by the numbers under which they were added. Linux. All but
/// <see cref="Wake"/> is that thread's.
/// </summary>
internal sealed unsafe class Epoll : IDisposable
{
    private const int Add = 1;
    private const int Remove = 2;
    private const int CloseOnExecAndNonBlocking = 0x80800;

    // struct epoll_event is packed on x64 alone.
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = EventSize - sizeof(ulong);

    private readonly SafeFileHandle _epoll;
    private readonly SafeFileHandle _waker;
    private readonly byte[] _happened;
    private int _isWoken;

    /// <summary>An empty set.</summary>
    /// <param name="most">So many are told of by one wait; the others by the next one.</param>
    /// <exception cref="System.Net.Sockets.SocketException">No descriptor is left.</exception>
    public Epoll(int most)
    {
        _epoll = Made(Libc.epoll_create1(OpenFlags.O_CLOEXEC));
        try
        {
            _waker = Made(Libc.eventfd(0, CloseOnExecAndNonBlocking));
        }
        catch
        {
            _epoll.Dispose();
            throw;
        }

        _happened = GC.AllocateUninitializedArray<byte>(most * EventSize, pinned: true);
        if (Watch(_waker, EpollEvents.Input | EpollEvents.OnChange, ulong.MaxValue) is not 0 and var error)
            throw SocketErrno.Exception(error);
    }

    /// <summary>Adds a descriptor. The errno, or 0.</summary>
    public int Watch(SafeHandle descriptor, EpollEvents asked, ulong number)
    {
        var raw = stackalloc byte[EventSize];
        BinaryPrimitives.WriteUInt32LittleEndian(new Span<byte>(raw, sizeof(uint)), (uint)asked);
        BinaryPrimitives.WriteUInt64LittleEndian(new Span<byte>(raw + DataOffset, sizeof(ulong)), number);
        return Errno.Of(Libc.epoll_ctl(_epoll, Add, descriptor, raw));
    }

    /// <summary>Takes a descriptor out, which must be done before it is closed: its connection may live on.</summary>
    public void Forget(SafeHandle descriptor)
    {
        var ignored = stackalloc byte[EventSize];
        _ = Libc.epoll_ctl(_epoll, Remove, descriptor, ignored);
    }

    /// <summary>Waits, at most for so long; -1 is without end. How many have something to tell; 0 also when woken.</summary>
    public int Wait(int milliseconds)
    {
        int count;
        fixed (byte* first = _happened)
            count = Libc.epoll_wait(_epoll, first, _happened.Length / EventSize, milliseconds);
        return Math.Max(0, count);
    }

    /// <summary>What has happened: the number of the descriptor, and what. False for a call of <see cref="Wake"/>.</summary>
    public bool Happened(int index, out ulong number, out EpollEvents events)
    {
        var raw = _happened.AsSpan(index * EventSize, EventSize);
        events = (EpollEvents)BinaryPrimitives.ReadUInt32LittleEndian(raw);
        number = BinaryPrimitives.ReadUInt64LittleEndian(raw[DataOffset..]);
        if (number != ulong.MaxValue)
            return true;
        // Said on change, so nobody need read it away; its count lasts longer than any machine.
        Volatile.Write(ref _isWoken, 0);
        return false;
    }

    /// <summary>Ends the wait, or the next one. Any thread may call it; what it has written before is seen after the wait.</summary>
    public void Wake()
    {
        ulong one = 1;
        if (Interlocked.Exchange(ref _isWoken, 1) == 0)
            _ = Libc.write(_waker, &one, sizeof(ulong));
    }

    /// <summary>Forgets all, and closes none of them. Nobody calls <see cref="Wake"/> any more.</summary>
    public void Dispose()
    {
        _epoll.Dispose();
        _waker.Dispose();
    }

    private static SafeFileHandle Made(int descriptor) =>
        descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw SocketErrno.Exception(Errno.Last);
}
