using System.Net.Sockets;
using System.Runtime.InteropServices;
using ActorServer.Native.Calls;
using ActorServer.Native.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace ActorServer.Native.Sockets;

/// <summary>
/// Gives a process another descriptor of an open socket, through a connected Unix-domain socket between the two:
/// <c>SCM_RIGHTS</c>, unix(7) and cmsg(3). .NET has no API for it. 64-bit Linux and macOS.
/// </summary>
internal static unsafe class DescriptorPassing
{
    private const int Rights = 1;
    private const int OneDescriptor = sizeof(int);

    // SCM_MAX_FD: Linux sends no more in one message. With room for all of them none is left open that nobody knows of:
    // the kernel hands over as many as fit, and the padding after one is room for a second.
    private const int MostDescriptors = 253;

    private static readonly int SocketLevel = OperatingSystem.IsMacOS() ? 0xffff : 1;

    // struct cmsghdr: its length is a size_t on Linux and a socklen_t on macOS, each aligned to its size.
    private static readonly int HeaderLength = OperatingSystem.IsMacOS() ? 12 : 16;
    private static readonly int SendSpace = OperatingSystem.IsMacOS() ? 16 : 24;
    private static readonly int ReceiveSpace = HeaderLength + (MostDescriptors * OneDescriptor);

    /// <summary>
    /// Sends the bytes, at least one, and with them the descriptor. Never waits: a channel without room is an error. The
    /// caller keeps its own descriptor. The errno, or 0.
    /// </summary>
    public static int Send(SafeHandle channel, ReadOnlySpan<byte> bytes, SafeHandle descriptor)
    {
        var held = false;
        descriptor.DangerousAddRef(ref held);
        try
        {
            Span<byte> control = stackalloc byte[SendSpace];
            WriteRights(control, (int)descriptor.DangerousGetHandle());
            return Send(channel, bytes, control);
        }
        finally
        {
            descriptor.DangerousRelease();
        }
    }

    /// <summary>
    /// Waits for bytes, also where somebody has set <c>O_NONBLOCK</c> on the channel, and takes the descriptor that came with the
    /// first of them, if any, closed on exec; the caller owns it. If there are more, they are closed. The number of bytes; 0 at
    /// the end of the channel, or with an <paramref name="error"/>, which is an errno.
    /// </summary>
    public static int Receive(SafeHandle channel, Span<byte> bytes, out SafeSocketHandle? descriptor, out int error)
    {
        descriptor = null;
        Span<byte> control = stackalloc byte[ReceiveSpace];
        control.Clear();
        fixed (byte* first = bytes)
        fixed (byte* controlFirst = control)
        {
            var vector = new IoVector { Base = first, Length = (nuint)bytes.Length };
            var message = new MessageHeader { Vectors = &vector, VectorCount = 1, Control = controlFirst, ControlLength = (nuint)control.Length };
            nint count;
            do
            {
                count = Libc.recvmsg(channel, &message, MessageFlags.MSG_CMSG_CLOEXEC);
                error = count < 0 ? Errno.Last : 0;
            }
            while (error == Errno.EINTR || (error == Errno.EAGAIN && IsWaitedFor(channel)));

            if (error == 0)
                descriptor = ReadRights(control[..message.ControlLengthReceived]);
            return (int)Math.Max(0, count);
        }
    }

    private static int Send(SafeHandle channel, ReadOnlySpan<byte> bytes, Span<byte> control)
    {
        fixed (byte* first = bytes)
        fixed (byte* controlFirst = control)
        {
            var vector = new IoVector { Base = first, Length = (nuint)bytes.Length };
            var message = new MessageHeader { Vectors = &vector, VectorCount = 1, Control = controlFirst, ControlLength = (nuint)control.Length };
            int error;
            do
                error = Libc.sendmsg(channel, &message, MessageFlags.MSG_DONTWAIT | MessageFlags.MSG_NOSIGNAL) < 0 ? Errno.Last : 0;
            while (error == Errno.EINTR);
            return error;
        }
    }

    // An interrupted wait is followed by another look, and that by another wait.
    private static bool IsWaitedFor(SafeHandle channel) => Poll.ForInput(channel, Timeout.Infinite) is 0 or Errno.EINTR;

    private static void WriteRights(Span<byte> control, int descriptor)
    {
        control.Clear();
        MemoryMarshal.Write(control, HeaderLength + OneDescriptor);
        MemoryMarshal.Write(control[(HeaderLength - 8)..], SocketLevel);
        MemoryMarshal.Write(control[(HeaderLength - 4)..], Rights);
        MemoryMarshal.Write(control[HeaderLength..], descriptor);
    }

    private static SafeSocketHandle? ReadRights(ReadOnlySpan<byte> control)
    {
        if (control.Length < HeaderLength + OneDescriptor
            || MemoryMarshal.Read<int>(control[(HeaderLength - 8)..]) != SocketLevel
            || MemoryMarshal.Read<int>(control[(HeaderLength - 4)..]) != Rights)
            return null;
        var end = Math.Min(MemoryMarshal.Read<int>(control), control.Length);
        var descriptors = MemoryMarshal.Cast<byte, int>(control[HeaderLength..end]);
        foreach (var extra in descriptors[1..])
            new SafeFileHandle(extra, ownsHandle: true).Dispose();
        var first = new SafeSocketHandle(descriptors[0], ownsHandle: true);
        if (OperatingSystem.IsMacOS())
            Fcntl.CloseOnExecute(first);
        return first;
    }
}
