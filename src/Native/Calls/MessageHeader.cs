using System.Runtime.InteropServices;

namespace ActorServer.Native.Calls;

/// <summary>
/// <c>struct msghdr</c>, recvmsg(2), 64-bit Linux. On macOS the two lengths are shorter, padded to the same places but for
/// the flags, which share the second half of <see cref="ControlLength"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public void* Name;
    public uint NameLength;
    public IoVector* Vectors;
    public nuint VectorCount;
    public void* Control;
    public nuint ControlLength;
    public int Flags;

    /// <summary>How much of the control buffer the kernel has filled.</summary>
    public readonly int ControlLengthReceived => (int)(uint)ControlLength;
}

/// <summary><c>struct iovec</c>, readv(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    public void* Base;
    public nuint Length;
}
