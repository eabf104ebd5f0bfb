using System.Runtime.InteropServices;

namespace ActorServer.Native.Calls;

/// <summary><c>struct pollfd</c>, poll(2). A negative descriptor is not looked at.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollDescriptor
{
    public const short POLLIN = 1;
    public const short POLLOUT = 4;
    public const short POLLERR = 8;
    public const short POLLHUP = 16;

    // Linux alone has it.
    public const short POLLRDHUP = 0x2000;

    public int Descriptor;
    public short Events;
    public short Returned;
}
