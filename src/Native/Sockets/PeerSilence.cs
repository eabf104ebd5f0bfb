using System.Runtime.InteropServices;

namespace ActorServer.Native.Sockets;

/// <summary>
/// How long another host has answered nothing that it was sent: no acknowledgement, and no word on a window that is shut. One that
/// answers and takes nothing is there, however long that lasts. Looked at from time to time, by one thread at a time. Linux.
/// </summary>
/// <remarks>
/// <c>TCP_USER_TIMEOUT</c> is not it: it ends a connection whose peer does not read for so long, too. And the probes of keep-alive begin
/// only where everything sent has been acknowledged; those are the kernel's to judge, see <see cref="KeepAlive"/>.
/// </remarks>
internal struct PeerSilence
{
    private const int OptionTcpInfo = 11;
    private const int OffsetOfRetransmits = 2;
    private const int OffsetOfProbes = 3;
    private const int OffsetOfLastAckReceived = 56;
    private const int Length = 60;

    private long _lookedAt;
    private long _since;

    /// <summary>Looks. How long it has been silent for certain, in milliseconds; 0 when it is not.</summary>
    /// <param name="socket">A connection.</param>
    /// <param name="now">In milliseconds, from anywhere.</param>
    public long Look(SafeHandle socket, long now)
    {
        Span<byte> info = stackalloc byte[Length];
        var before = _lookedAt;
        _lookedAt = now;
        if (SocketCalls.GetOption(socket, OptionTcpInfo, info) != 0 || !IsUnanswered(info, now - before))
            _since = now;
        return now - _since;
    }

    // Something was sent again, or a window was asked for; and nothing has come since the last look.
    private static bool IsUnanswered(ReadOnlySpan<byte> info, long sinceLastLook) =>
        (info[OffsetOfRetransmits] > 0 || info[OffsetOfProbes] > 0) && BitConverter.ToUInt32(info[OffsetOfLastAckReceived..]) >= sinceLastLook;
}
