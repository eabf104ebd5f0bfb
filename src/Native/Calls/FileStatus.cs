using System.Runtime.InteropServices;

namespace ActorServer.Native.Calls;

/// <summary><c>struct statx</c>, statx(2), of which the owner alone is looked at.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    [FieldOffset(20)]
    public uint User;
}
