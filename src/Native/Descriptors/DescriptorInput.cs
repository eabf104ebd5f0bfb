using System.Runtime.InteropServices;
using ActorServer.Native.Calls;

namespace ActorServer.Native.Descriptors;

/// <summary>read(2) from a descriptor of any kind.</summary>
internal static unsafe class DescriptorInput
{
    /// <summary>Reads what there is, and waits if the descriptor does. The bytes read; 0 at the end, or less than 0 on failure.</summary>
    public static int Read(SafeHandle descriptor, Span<byte> buffer)
    {
        fixed (byte* first = buffer)
            return (int)Libc.read(descriptor, first, (nuint)buffer.Length);
    }
}
