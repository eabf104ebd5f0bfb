using ActorServer.Native.Calls;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.Native.Descriptors;

/// <summary>The null device, null(4): nothing to read, and whatever is written is thrown away.</summary>
internal static unsafe class NullDevice
{
    /// <summary>Its path.</summary>
    public const string Path = "/dev/null";

    /// <summary>Lets a descriptor be the null device for reading, whatever it was; it is inherited. The errno, or 0.</summary>
    public static int PutAt(int descriptor)
    {
        fixed (byte* path = "/dev/null\0"u8)
        {
            using var empty = new SafeFileHandle(Libc.open(path, OpenFlags.O_RDONLY), ownsHandle: true);
            return empty.IsInvalid || Libc.dup2((int)empty.DangerousGetHandle(), descriptor) < 0 ? Errno.Last : 0;
        }
    }
}
