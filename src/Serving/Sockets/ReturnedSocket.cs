using System.Buffers;
using System.Net.Sockets;
using ActorServer.Native.Sockets;

namespace ActorServer.Serving.Sockets;

/// <summary>
/// A socket that somebody else has read and written, and has left alone: another process, or the handler itself. It may have kept
/// its descriptor, and whether calls on the socket wait is up to both; so the kernel is told with each call that this one does not.
/// </summary>
internal static class ReturnedSocket
{
    private const int ReadSize = 64 * 1024;
    private const int MostPieces = 16;

    /// <summary>
    /// Throws away what has come by now. <see cref="Transfer.Done"/> at the client's end-of-file; nothing announces what comes
    /// later, so this is to be called again after <see cref="Transfer.MustWait"/>.
    /// </summary>
    /// <param name="socket">The socket.</param>
    /// <param name="counts">Is told what goes over a socket of which the kernel keeps no counts.</param>
    public static Transfer DiscardInput(Socket socket, SocketCounts? counts = null)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            for (var piece = 0; piece < MostPieces; piece++)
            {
                var count = SocketCalls.ReceiveNow(socket, buffer.AsSpan(0, ReadSize), out var error);
                if (count <= 0)
                    return SocketTransport.OutcomeOf(error);
                counts?.AddReceived(count);
            }

            return Transfer.MustWait;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
