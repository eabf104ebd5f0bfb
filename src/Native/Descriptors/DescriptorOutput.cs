using System.Runtime.InteropServices;
using ActorServer.Native.Calls;

namespace ActorServer.Native.Descriptors;

/// <summary>write(2) to a descriptor that is somebody else's too: whether it waits is not ours to say (O_NONBLOCK belongs to the open file).</summary>
internal static unsafe class DescriptorOutput
{
    private const int PollPatience = 1_000;

    // Where poll(2) says that there is room although there is none.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Writes all of it, however long that takes. Returns the errno, or 0, and how much was written by then.</summary>
    public static int WriteAll(SafeHandle descriptor, ReadOnlySpan<byte> bytes, out int written)
    {
        written = 0;
        var refusals = 0;
        while (written < bytes.Length)
        {
            var count = Write(descriptor, bytes[written..], out var error);
            if (count > 0)
            {
                written += (int)count;
                refusals = 0;
            }
            else if (error == Errno.EAGAIN)
            {
                WaitForRoom(descriptor, ++refusals);
            }
            else if (error != Errno.EINTR)
            {
                return error;
            }
        }

        return 0;
    }

    private static nint Write(SafeHandle descriptor, ReadOnlySpan<byte> bytes, out int error)
    {
        fixed (byte* first = bytes)
        {
            var count = Libc.write(descriptor, first, (nuint)bytes.Length);
            error = count < 0 ? Errno.Last : count == 0 ? Errno.EAGAIN : 0;
            return count;
        }
    }

    private static void WaitForRoom(SafeHandle descriptor, int refusals)
    {
        if (refusals > 1)
            Thread.Sleep(Pause);
        _ = Poll.ForRoom(descriptor, PollPatience);
    }
}
