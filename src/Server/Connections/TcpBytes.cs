using System.Net.Sockets;
using ActorServer.Native.Sockets;

namespace ActorServer.Server.Connections;

/// <summary>A TCP client's bytes, as the kernel counts them.</summary>
/// <param name="socket">The socket.</param>
/// <param name="headerLength">So many of the bytes received were not the client's, but its proxy's.</param>
internal sealed class TcpBytes(Socket socket, int headerLength = 0) : IClientBytes
{
    public bool TryRead(out ClientBytes bytes)
    {
        var isKnown = TcpInfo.TryRead(socket, out var info);
        bytes = isKnown ? Of(info) : default;
        return isKnown;
    }

    public long Unread() => socket.Available;

    public long Unacknowledged() => SocketCalls.OutputQueue(socket) ?? 0;

    /// <inheritdoc/>
    /// <remarks>A client that half-closes and one that is gone send the same; only an answer, or none, tells.</remarks>
    public void ProbeOneThatHasClosedItsSide() => KeepAlive.AfterFin.SetAtLeastOn(socket);

    private ClientBytes Of(in TcpInfo info) => new()
    {
        In = Math.Max(0, info.In - headerLength),
        Out = info.Out,
        Taken = info.Out,
        Silent = TimeSpan.FromMilliseconds(Math.Min(info.LastDataSent, info.LastDataReceived)),
        IsSending = info.State != TcpState.Close && (info.Unacked > 0 || info.NotSentBytes > 0),
        InputEnded = info.PeerFinReceived,
        OutputEnded = info.FinSent,
        IsClosed = info.State == TcpState.Close,
    };
}
