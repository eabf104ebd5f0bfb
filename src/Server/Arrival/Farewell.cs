using System.Net.Sockets;
using ActorServer.Native.Sockets;

namespace ActorServer.Server.Arrival;

/// <summary>
/// A client that has been refused in an orderly way, and has our end-of-file. What it sends is thrown away until it closes too: input that
/// nobody has read would turn the close into a reset, which could cost it the text.
/// </summary>
/// <param name="socket">Its socket.</param>
/// <param name="deadline">Until when it is waited for.</param>
/// <param name="ended">Called once, when it is waited for no longer.</param>
internal sealed class Farewell(Socket socket, TimeSpan deadline, Action ended) : WatchedSocket(socket, deadline)
{
    // Who sends more than that does not listen.
    private const int MostInput = 256 * 1024;

    private int _discarded;

    public override bool OnInput()
    {
        Span<byte> piece = stackalloc byte[4096];
        while (_discarded < MostInput)
        {
            var count = SocketCalls.ReceiveNow(Socket, piece, out var error);
            if (error == SocketError.WouldBlock)
                return false;
            if (count == 0)
                break;
            _discarded += count;
        }

        OnOverdue();
        return true;
    }

    public override void OnOverdue()
    {
        Socket.Dispose();
        ended();
    }
}
