using System.Runtime.InteropServices;
using ActorServer.Native.Calls;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.Native.Descriptors;

/// <summary>pipe(7).</summary>
internal static unsafe class Pipe
{
    private const nuint FIONREAD = 0x541B;

    /// <summary>pipe2(2): both ends closed on exec. The errno, or 0.</summary>
    public static int Make(out SafePipeHandle reader, out SafePipeHandle writer)
    {
        var ends = stackalloc int[2] { -1, -1 };
        var error = Errno.Of(OperatingSystem.IsMacOS() ? Libc.pipe(ends) : Libc.pipe2(ends, OpenFlags.O_CLOEXEC));
        reader = new SafePipeHandle(ends[0], ownsHandle: true);
        writer = new SafePipeHandle(ends[1], ownsHandle: true);
        if (error == 0 && OperatingSystem.IsMacOS())
        {
            // A moment late: the server starts workers with no descriptor but those that it names.
            Fcntl.CloseOnExecute(reader);
            Fcntl.CloseOnExecute(writer);
        }

        return error;
    }

    /// <summary>ioctl(2), <c>FIONREAD</c>: what waits in a pipe, in bytes. Linux; 0 elsewhere.</summary>
    public static int UnreadBytes(SafeHandle pipe)
    {
        int waiting;
        return OperatingSystem.IsLinux() && Libc.ioctl(pipe, FIONREAD, &waiting) == 0 ? waiting : 0;
    }
}
