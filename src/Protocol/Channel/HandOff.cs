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
    private const int KeysVersionField = 3;
    private const int ErrorMalformed = 22;

    // An id, two names and three addresses; what a proxy has said, which is no longer than the longest header that is taken; and a client's
    // certificate.
    private const int LongestMessage = 32 * 1024;

    /// <summary>
    /// Hands the socket over under a number that the two sides have for it. Never waits. The sender keeps its own descriptor.
    /// The errno, or 0.
    /// </summary>
    /// <param name="control">The worker's control socket.</param>
    /// <param name="number">The number.</param>
    /// <param name="info">The connection.</param>
    /// <param name="client">The socket.</param>
    /// <param name="keysVersion">The version of the certificates with which the worker ends the client's TLS, which it has been given; otherwise 0.</param>
    public static int Send(SafeHandle control, long number, ConnectionInfo info, SafeSocketHandle client, long keysVersion = 0) =>
        DescriptorPassing.Send(control, Write(number, info, keysVersion), client);

    /// <summary>
    /// Waits for the next socket. Null when the other side has ended, or has sent what is no hand-off; then
    /// <paramref name="error"/> is an errno. Keys that come before it are given to <paramref name="deliver"/>.
    /// </summary>
    public static HandOffClient? Receive(SafeHandle control, out int error, Action<TlsDelivery>? deliver = null, byte[]? room = null)
    {
        room ??= NewRoom();
        while (true)
        {
            var next = ReceiveOne(control, room, out error);
            if (next is not TlsDelivery delivery)
                return (HandOffClient?)next;
            using (delivery)
                deliver?.Invoke(delivery);
        }
    }

    /// <summary>Room for what <see cref="Receive"/> receives, for one who does so again and again.</summary>
    public static byte[] NewRoom() => new byte[LongestMessage];

    /// <summary>Announces keys: they come on a stream of their own. Never waits. The errno, or 0.</summary>
    internal static int Announce(SafeHandle control, long keysVersion, SafeSocketHandle stream)
    {
        var writer = new ProtobufWriter(16);
        writer.WriteInt64(KeysVersionField, keysVersion);
        return DescriptorPassing.Send(control, writer.ToArray(), stream);
    }

    private static object? ReceiveOne(SafeHandle control, Span<byte> bytes, out int error)
    {
        var received = DescriptorPassing.Receive(control, bytes, out var socket, out error);
        if (received == 0 && error == 0)
            return null;
        // The kernel does not join what was sent with different descriptors, nor cut what there is room for.
        if (error == 0 && socket is not null && Read(bytes[..received], socket) is { } next)
            return next;
        socket?.Dispose();
        error = error == 0 ? ErrorMalformed : error;
        return null;
    }

    private static byte[] Write(long number, ConnectionInfo info, long keysVersion)
    {
        var writer = new ProtobufWriter(192);
        writer.WriteInt64(NumberField, number);
        writer.WriteBytes(InfoField, ControlFormats.WriteConnectionInfo(info));
        writer.WriteInt64(KeysVersionField, keysVersion);
        return writer.ToArray();
    }

    // One without a connection brings keys.
    private static object? Read(ReadOnlySpan<byte> bytes, SafeSocketHandle socket)
    {
        try
        {
            var number = 0L;
            var keysVersion = 0L;
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
                    case KeysVersionField:
                        keysVersion = (long)reader.ReadVarint();
                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }

            return info is not null ? new HandOffClient(number, info, socket, keysVersion)
                : keysVersion > 0 ? new TlsDelivery(keysVersion, socket)
                : null;
        }
        catch (SerializationException)
        {
            return null;
        }
    }
}
