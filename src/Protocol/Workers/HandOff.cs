using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ActorServer.Protocol.Sockets;

namespace ActorServer.Protocol.Workers;

/// <summary>
/// The hand-off of a client's socket from the server to a worker, on the worker's control socket: a number of eight bytes,
/// and with it the descriptor. The control socket is one end of a pair that was made for this worker alone, so nobody else
/// can claim what is sent.
/// </summary>
internal static class HandOff
{
    private const int NumberLength = sizeof(long);
    private const int ErrorMalformed = 22;

    /// <summary>
    /// Hands the socket over under a number that the two sides have for it. Never waits. The sender keeps its own descriptor.
    /// The errno, or 0.
    /// </summary>
    public static int Send(SafeHandle control, long number, Socket client)
    {
        Span<byte> bytes = stackalloc byte[NumberLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return DescriptorPassing.Send(control, bytes, client.SafeHandle);
    }

    /// <summary>
    /// Waits for the next socket. Null when the other side has ended, or has sent what is no hand-off; then
    /// <paramref name="error"/> is an errno. The socket is the caller's.
    /// </summary>
    public static SafeSocketHandle? Receive(SafeHandle control, out long number, out int error)
    {
        number = 0;
        Span<byte> bytes = stackalloc byte[NumberLength];
        var received = DescriptorPassing.Receive(control, bytes, out var descriptor, out error);
        if (received == 0 && error == 0)
            return null;
        // The kernel does not cut what was sent in one piece into the room that is there for it.
        if (received != NumberLength || descriptor is null)
        {
            descriptor?.Dispose();
            error = error == 0 ? ErrorMalformed : error;
            return null;
        }

        number = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        return descriptor;
    }
}
