using ActorServer.Native.Calls;

namespace ActorServer.Native.Descriptors;

/// <summary>Waits for any of many descriptors: poll(2). Used by one thread.</summary>
internal sealed unsafe class PollSet
{
    private PollDescriptor[] _polled = new PollDescriptor[16];
    private int _count;

    /// <summary>Begins a new set.</summary>
    public void Clear() => _count = 0;

    /// <summary>One more; the number of those before it is its index.</summary>
    public void Add(int descriptor)
    {
        if (_count == _polled.Length)
            Array.Resize(ref _polled, _count * 2);
        _polled[_count++] = new PollDescriptor { Descriptor = descriptor, Events = PollDescriptor.POLLIN };
    }

    /// <summary>
    /// Waits until one has input, its end, or an error, or until the time is up; -1 is without end. False when nothing has
    /// happened, or when the wait was interrupted.
    /// </summary>
    public bool Wait(int milliseconds)
    {
        fixed (PollDescriptor* first = _polled)
            return Libc.poll(first, (nuint)_count, milliseconds) > 0;
    }

    /// <summary>After a wait in which something has happened: whether it was this one.</summary>
    public bool HasHappened(int index) => _polled[index].Returned != 0;
}
