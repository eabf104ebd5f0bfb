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
    public static Transfer DiscardInput(Socket socket)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            for (var piece = 0; piece < MostPieces; piece++)
            {
                if (SocketCalls.ReceiveNow(socket, buffer.AsSpan(0, ReadSize), out var error) <= 0)
                    return SocketTransport.OutcomeOf(error);
            }

            return Transfer.MustWait;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
