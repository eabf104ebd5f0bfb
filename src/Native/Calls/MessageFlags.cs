namespace ActorServer.Native.Calls;

/// <summary>How a message is sent or received: the flags of send(2) and recv(2). One that a system does not have is 0.</summary>
internal static class MessageFlags
{
    public const int MSG_PEEK = 0x02;

    public static readonly int MSG_DONTWAIT = OperatingSystem.IsMacOS() ? 0x80 : 0x40;
    public static readonly int MSG_NOSIGNAL = OperatingSystem.IsMacOS() ? 0 : 0x4000;
    public static readonly int MSG_CMSG_CLOEXEC = OperatingSystem.IsMacOS() ? 0 : 0x40000000;
}
