using System.Runtime.InteropServices;
using ActorServer.Native.Calls;

namespace ActorServer.Native.Descriptors;

/// <summary>Waits for a descriptor: poll(2).</summary>
internal static unsafe class Poll
{
    /// <summary>No other descriptor.</summary>
    public const int None = -1;

    /// <summary>
    /// Waits until there is input, or its end, or until the other descriptor has some. What has happened is for the next attempt
    /// to find out. The errno, or 0.
    /// </summary>
    public static int ForInput(SafeHandle descriptor, int milliseconds, int other = None) =>
        For(PollDescriptor.POLLIN, descriptor, milliseconds, other);

    /// <summary>The same until there is room to write, or nobody who reads.</summary>
    public static int ForRoom(SafeHandle descriptor, int milliseconds, int other = None) =>
        For(PollDescriptor.POLLOUT, descriptor, milliseconds, other);

    /// <summary>What a connected socket is like now, without waiting. False when it cannot be told.</summary>
    public static bool State(SafeHandle socket, out PolledState state)
    {
        short asked = PollDescriptor.POLLOUT;
        if (OperatingSystem.IsLinux())
            asked |= PollDescriptor.POLLRDHUP;
        var returned = Now(asked, socket);
        state = new PolledState(
            (returned & (PollDescriptor.POLLOUT | PollDescriptor.POLLERR | PollDescriptor.POLLHUP)) != 0,
            (returned & (PollDescriptor.POLLRDHUP | PollDescriptor.POLLHUP)) != 0,
            (returned & PollDescriptor.POLLHUP) != 0,
            (returned & PollDescriptor.POLLERR) != 0);
        return returned >= 0;
    }

    private static int Now(short events, SafeHandle descriptor)
    {
        var referenced = false;
        try
        {
            descriptor.DangerousAddRef(ref referenced);
            var polled = new PollDescriptor { Descriptor = (int)descriptor.DangerousGetHandle(), Events = events };
            return Libc.poll(&polled, 1, 0) < 0 ? -1 : polled.Returned;
        }
        catch (ObjectDisposedException)
        {
            return -1;
        }
        finally
        {
            if (referenced)
                descriptor.DangerousRelease();
        }
    }

    private static int For(short events, SafeHandle descriptor, int milliseconds, int other)
    {
        var referenced = false;
        try
        {
            descriptor.DangerousAddRef(ref referenced);
            var polled = stackalloc PollDescriptor[2];
            polled[0] = new PollDescriptor { Descriptor = (int)descriptor.DangerousGetHandle(), Events = events };
            polled[1] = new PollDescriptor { Descriptor = other, Events = PollDescriptor.POLLIN };
            return Libc.poll(polled, 2, milliseconds) < 0 ? Errno.Last : 0;
        }
        finally
        {
            if (referenced)
                descriptor.DangerousRelease();
        }
    }
}
