using System.Net.Sockets;
using System.Runtime.InteropServices;
using ActorServer.Native.Sockets;

namespace ActorServer.Protocol.Channel;

/// <summary>
/// Certificates with their keys, on their way to a worker: on a stream that was made for them, one end of which came over the worker's
/// control socket. So they may be as long as they are, neither side waits for the other with anything else, and nobody else sees them.
/// </summary>
/// <param name="version">Their version.</param>
/// <param name="stream">The stream's end.</param>
internal sealed class TlsDelivery(long version, SafeSocketHandle stream) : IDisposable
{
    // Some hundred certificates with their chains.
    private const int Longest = 4 * 1024 * 1024;

    /// <summary>Their version, which a hand-off names.</summary>
    public long Version => version;

    /// <summary>Sends them, without waiting. The errno, or 0.</summary>
    public static int Send(SafeHandle control, long version, TlsSetup setup)
    {
        var error = LocalSocketPair.MakeConnection(out var ours, out var theirs);
        using (theirs)
        {
            if (error == 0)
                error = HandOff.Announce(control, version, theirs);
        }

        if (error == 0)
            _ = SendAsync(ours, TlsSetupFormat.Write(setup));
        else
            ours.Dispose();
        return error;
    }

    /// <summary>Receives them, and waits for it.</summary>
    /// <exception cref="IOException">They have not come whole.</exception>
    /// <exception cref="System.Runtime.Serialization.SerializationException">They are none.</exception>
    public TlsSetup Receive()
    {
        using var bytes = new MemoryStream();
        var piece = new byte[16 * 1024];
        while (SocketTransfer.Receive(stream, piece) is var count and > 0)
        {
            if (bytes.Length + count > Longest)
                throw new IOException($"The certificates are longer than {Longest} bytes.");
            bytes.Write(piece, 0, count);
        }

        return TlsSetupFormat.Read(bytes.ToArray());
    }

    public void Dispose() => stream.Dispose();

    // A worker that reads nothing must hold nobody up.
    private static async Task SendAsync(SafeSocketHandle ours, byte[] bytes)
    {
        using var socket = new Socket(ours);
        try
        {
            for (ReadOnlyMemory<byte> rest = bytes; !rest.IsEmpty;)
                rest = rest[await socket.SendAsync(rest).ConfigureAwait(false)..];
        }
        catch (SocketException)
        {
            // It has ended, and its exit will say so.
        }
    }
}
