using System.Runtime.InteropServices;

namespace ActorServer.Native.Descriptors;

/// <summary>write(2) to a descriptor that is somebody else's too: whether it waits is not ours to say (O_NONBLOCK belongs to the open file).</summary>
internal static unsafe partial class DescriptorOutput
{
    private const int Interrupted = 4;
    private const short PollOut = 4;
    private const int PollPatience = 1_000;

    private static readonly int Again = OperatingSystem.IsMacOS() ? 35 : 11;

    // Where poll(2) says that there is room although there is none.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Writes all of it, however long that takes. Returns the errno, or 0, and how much was written by then.</summary>
    public static int WriteAll(int descriptor, ReadOnlySpan<byte> bytes, out int written)
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
            else if (error == Again)
            {
                WaitForRoom(descriptor, ++refusals);
            }
            else if (error != Interrupted)
            {
                return error;
            }
        }

        return 0;
    }

    private static nint Write(int descriptor, ReadOnlySpan<byte> bytes, out int error)
    {
        fixed (byte* first = bytes)
        {
            var count = write(descriptor, first, (nuint)bytes.Length);
            error = count < 0 ? Marshal.GetLastPInvokeError() : count == 0 ? Again : 0;
            return count;
        }
    }

    private static void WaitForRoom(int descriptor, int refusals)
    {
        if (refusals > 1)
            Thread.Sleep(Pause);
        var look = new PollDescriptor { Descriptor = descriptor, Events = PollOut };
        _ = poll(&look, 1, PollPatience);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, byte* bytes, nuint count);

    [LibraryImport("libc")]
    private static partial int poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    /// <summary><c>struct pollfd</c>, poll(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
