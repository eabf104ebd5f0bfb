using System.Runtime.InteropServices;
using ActorServer.Native.Calls;

namespace ActorServer.Native.Descriptors;

/// <summary>splice(2): bytes move into a pipe or out of it, and nobody copies them. Linux.</summary>
internal static unsafe class Splice
{
    private const uint MoveAndDoNotWait = 0x1 | 0x2;

    /// <summary>
    /// Moves up to so many bytes; one of the two is a pipe, and the other must not wait either. How many, 0 at the end of the input, or
    /// -1 and the errno.
    /// </summary>
    public static int Move(SafeHandle from, SafeHandle to, int length, out int error)
    {
        var count = Libc.splice(from, null, to, null, (nuint)length, MoveAndDoNotWait);
        error = count < 0 ? Errno.Last : 0;
        return (int)count;
    }
}
