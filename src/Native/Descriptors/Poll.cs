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
