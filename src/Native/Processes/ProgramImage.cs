using System.Runtime.InteropServices;
using ActorServer.Native.Calls;

namespace ActorServer.Native.Processes;

/// <summary>
/// The program that a process runs, and its replacement by another: execve(2). The process keeps its pid, working directory and
/// what it has not opened to be closed on exec.
/// </summary>
internal static unsafe class ProgramImage
{
    private const int LowestOther = 3;

    /// <summary>
    /// Runs another program in this process. Returns only if the system refuses, with the errno; without its descriptors the
    /// runtime is then of no use any more.
    /// </summary>
    /// <param name="program">Its path. As the rest, bytes: none of it need be text.</param>
    /// <param name="arguments">Its arguments, of which the first is its name.</param>
    /// <param name="environment">All variables.</param>
    /// <param name="onNullDevice">The descriptors that are then the null device, whatever they are now.</param>
    public static int Replace(byte[] program, IReadOnlyList<byte[]> arguments, IReadOnlyList<byte[]> environment, ReadOnlySpan<int> onNullDevice) =>
        Execute(Native(program), Native(arguments), Native(environment), onNullDevice);

    // The descriptors may be the runtime's own. Between taking them away and leaving it, it must have no reason to use them: what is
    // called then has been called before, so that it is compiled and bound.
    private static int Execute(byte* program, byte** arguments, byte** environment, ReadOnlySpan<int> onNullDevice)
    {
        _ = Libc.dup2(-1, -1);
        _ = Libc.close(-1);
        _ = Libc.execve(null, null, null);
        fixed (byte* path = "/dev/null\0"u8)
        {
            var nullDevice = onNullDevice.IsEmpty ? 0 : Libc.open(path, OpenFlags.O_RDWR);
            var result = nullDevice;
            for (var index = 0; index < onNullDevice.Length && result >= 0; index++)
                result = Libc.dup2(nullDevice, onNullDevice[index]);
            if (nullDevice >= LowestOther)
                _ = Libc.close(nullDevice);
            if (result >= 0)
                _ = Libc.execve(program, arguments, environment);
        }

        return Errno.Last;
    }

    // None of it is given back: what takes over has no use for this program's memory.
    private static byte** Native(IReadOnlyList<byte[]> strings)
    {
        var pointers = (byte**)NativeMemory.AllocZeroed((nuint)strings.Count + 1, (nuint)sizeof(byte*));
        for (var index = 0; index < strings.Count; index++)
            pointers[index] = Native(strings[index]);
        return pointers;
    }

    private static byte* Native(byte[] text)
    {
        var copy = (byte*)NativeMemory.AllocZeroed((nuint)text.Length + 1);
        text.CopyTo(new Span<byte>(copy, text.Length));
        return copy;
    }
}
