using System.Net.Sockets;
using ActorServer.Native.Sockets;

namespace ActorServer.Server.Connections;

/// <summary>A TCP client's bytes, as the kernel counts them.</summary>
internal sealed class TcpBytes(Socket socket) : IClientBytes
{
    /// <inheritdoc/>
    public bool TryRead(out ClientBytes bytes)
    {
        var isKnown = TcpInfo.TryRead(socket, out var info);
        bytes = isKnown ? Of(info) : default;
        return isKnown;
    }

    /// <inheritdoc/>
    public long Unread() => socket.Available;

    /// <inheritdoc/>
    public long Unacknowledged() => SocketCalls.OutputQueue(socket) ?? 0;

    /// <inheritdoc/>
    /// <remarks>A client that half-closes and one that is gone send the same; only an answer, or none, tells.</remarks>
    public void ProbeOneThatHasClosedItsSide() => KeepAlive.AfterFin.SetAtLeastOn(socket);

    private static ClientBytes Of(in TcpInfo info) => new()
    {
        In = info.In,
        Out = info.Out,
        Taken = info.Out,
        Silent = TimeSpan.FromMilliseconds(Math.Min(info.LastDataSent, info.LastDataReceived)),
        IsSending = info.State != TcpState.Close && (info.Unacked > 0 || info.NotSentBytes > 0),
        InputEnded = info.PeerFinReceived,
        OutputEnded = info.FinSent,
        IsClosed = info.State == TcpState.Close,
    };
}
