using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Serialization;
using ActorServer.Native.Sockets;
using ActorServer.Protocol.Serialization;

namespace ActorServer.Protocol.Channel;

/// <summary>
/// The hand-off of a client's socket from the server to a worker, on the worker's control socket: which connection it is,
/// and with it the descriptor. The control socket is one end of a pair that was made for this worker alone, so nobody else
/// can claim what is sent.
/// </summary>
internal static class HandOff
{
    private const int NumberField = 1;
    private const int InfoField = 2;
    private const int ErrorMalformed = 22;

    // An id, two names and three addresses; and what a proxy has said, which is no longer than the longest header that is taken.
    private const int LongestMessage = 8 * 1024;

    /// <summary>
    /// Hands the socket over under a number that the two sides have for it. Never waits. The sender keeps its own descriptor.
    /// The errno, or 0.
    /// </summary>
    public static int Send(SafeHandle control, long number, ConnectionInfo info, Socket client) =>
        DescriptorPassing.Send(control, Write(number, info), client.SafeHandle);

    /// <summary>
    /// Waits for the next socket. Null when the other side has ended, or has sent what is no hand-off; then
    /// <paramref name="error"/> is an errno.
    /// </summary>
    public static HandOffClient? Receive(SafeHandle control, out int error)
    {
        Span<byte> bytes = stackalloc byte[LongestMessage];
        var received = DescriptorPassing.Receive(control, bytes, out var socket, out error);
        if (received == 0 && error == 0)
            return null;
        // The kernel does not join what was sent with different descriptors, nor cut what there is room for.
        if (error == 0 && socket is not null && Read(bytes[..received], socket) is { } client)
            return client;
        socket?.Dispose();
        error = error == 0 ? ErrorMalformed : error;
        return null;
    }

    private static byte[] Write(long number, ConnectionInfo info)
    {
        var writer = new ProtobufWriter(192);
        writer.WriteInt64(NumberField, number);
        writer.WriteBytes(InfoField, ControlFormats.WriteConnectionInfo(info));
        return writer.ToArray();
    }

    private static HandOffClient? Read(ReadOnlySpan<byte> bytes, SafeSocketHandle socket)
    {
        try
        {
            var number = 0L;
            ConnectionInfo? info = null;
            var reader = new ProtobufReader(bytes);
            while (reader.NextField())
            {
                switch (reader.Field)
                {
                    case NumberField:
                        number = (long)reader.ReadVarint();
                        break;
                    case InfoField:
                        info = ControlFormats.ReadConnectionInfo(reader.ReadBytes());
                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }

            return info is null ? null : new HandOffClient(number, info, socket);
        }
        catch (SerializationException)
        {
            return null;
        }
    }
}
