using System.Runtime.InteropServices;

namespace ActorServer.Native.Calls;

/// <summary><c>struct pollfd</c>, poll(2). A negative descriptor is not looked at.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollDescriptor
{
    public const short POLLIN = 1;
    public const short POLLOUT = 4;

    public int Descriptor;
    public short Events;
    public short Returned;
}
