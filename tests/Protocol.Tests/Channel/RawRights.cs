using System.Net.Sockets;
using System.Runtime.InteropServices;
using ActorServer.Native.Calls;

namespace ActorServer.Protocol.Tests.Channel;

/// <summary>Sends what a careless or hostile sender might: one message that carries several descriptors. Linux.</summary>
internal static unsafe partial class RawRights
{
    private const int HeaderLength = 16;
    private const int SocketLevel = 1;
    private const int Rights = 1;

    /// <summary>Sends the bytes with the same descriptor so many times.</summary>
    public static void Send(Socket channel, ReadOnlySpan<byte> bytes, Socket descriptor, int times)
    {
        var length = HeaderLength + (times * sizeof(int));
        Span<byte> control = new byte[(length + 7) & ~7];
        MemoryMarshal.Write(control, length);
        MemoryMarshal.Write(control[8..], SocketLevel);
        MemoryMarshal.Write(control[12..], Rights);
        MemoryMarshal.Cast<byte, int>(control[HeaderLength..])[..times].Fill((int)descriptor.Handle);
        fixed (byte* first = bytes)
        fixed (byte* controlFirst = control)
        {
            var vector = new IoVector { Base = first, Length = (nuint)bytes.Length };
            var message = new MessageHeader { Vectors = &vector, VectorCount = 1, Control = controlFirst, ControlLength = (nuint)length };
            Assert.Equal(bytes.Length, sendmsg(channel.SafeHandle, &message, 0));
        }
    }

    [LibraryImport("libc")]
    private static partial nint sendmsg(SafeSocketHandle socket, MessageHeader* message, int flags);
}
