using System.Buffers.Binary;
using System.Net.Sockets;

namespace ActorServer.Native.Sockets;

/// <summary>
/// What the kernel knows of a TCP connection, whoever reads and writes it (Linux <c>TCP_INFO</c>, tcp(7)). Read it before
/// the connection is cut off: that sets the counters to zero. The counts are exact for accepted sockets; a socket that
/// connected counts its SYN in <see cref="BytesAcked"/> as well.
/// </summary>
internal readonly struct TcpInfo
{
    private const int ProtocolTcp = 6;
    private const int OptionTcpInfo = 11;

    /// <summary>The end of the last field that every supported kernel has (<c>tcpi_notsent_bytes</c>, Linux 4.6).</summary>
    private const int RequiredLength = 148;

    /// <summary>The end of <c>tcpi_bytes_retrans</c>, Linux 4.19.</summary>
    private const int LengthWithBytesSent = 216;

    private readonly ulong _distinctBytesSent;

    private TcpInfo(ReadOnlySpan<byte> raw, Socket socket)
    {
        State = (TcpState)raw[0];
        Unacked = BinaryPrimitives.ReadUInt32LittleEndian(raw[24..]);
        LastDataSent = BinaryPrimitives.ReadUInt32LittleEndian(raw[44..]);
        LastDataReceived = BinaryPrimitives.ReadUInt32LittleEndian(raw[52..]);
        BytesAcked = BinaryPrimitives.ReadUInt64LittleEndian(raw[120..]);
        BytesReceived = BinaryPrimitives.ReadUInt64LittleEndian(raw[128..]);
        NotSentBytes = BinaryPrimitives.ReadUInt32LittleEndian(raw[144..]);
        _distinctBytesSent = DistinctBytesSent(raw);
        PeerFinReceived = State switch
        {
            TcpState.CloseWait or TcpState.LastAck or TcpState.Closing or TcpState.TimeWait => true,
            TcpState.Close => PeerFin.WasReceived(socket) ?? BytesAcked > _distinctBytesSent,
            _ => false,
        };
    }

    /// <summary>The state. <see cref="TcpState.Close"/> means ended, by a reset or because both sides have closed.</summary>
    public TcpState State { get; }

    /// <summary>The peer has closed its side.</summary>
    public bool PeerFinReceived { get; }

    /// <summary>
    /// Our side is closed, by whichever descriptor. False for a connection that was reset before; in
    /// <see cref="TcpState.Close"/> only an acknowledged FIN tells the one from the other.
    /// </summary>
    public bool FinSent => State switch
    {
        TcpState.FinWait1 or TcpState.FinWait2 or TcpState.Closing or TcpState.LastAck or TcpState.TimeWait => true,
        TcpState.Close => BytesAcked > _distinctBytesSent,
        _ => false,
    };

    /// <summary>Segments sent that the peer has not acknowledged.</summary>
    public uint Unacked { get; }

    /// <summary>Bytes written that have not been sent yet.</summary>
    public uint NotSentBytes { get; }

    /// <summary>Milliseconds since data was last sent, or since the connection began.</summary>
    public uint LastDataSent { get; }

    /// <summary>Milliseconds since data was last received, or since the connection began.</summary>
    public uint LastDataReceived { get; }

    /// <summary>The kernel's count of what the peer has acknowledged, our FIN included.</summary>
    public ulong BytesAcked { get; }

    /// <summary>The kernel's count of what it has received in order, read or not, the peer's FIN included.</summary>
    public ulong BytesReceived { get; }

    /// <summary>Bytes of data received, read or not.</summary>
    public long In => PeerFinReceived && BytesReceived > 0 ? (long)BytesReceived - 1 : (long)BytesReceived;

    /// <summary>Bytes of data that the peer has acknowledged.</summary>
    /// <remarks>
    /// In <see cref="TcpState.Close"/> the state does not tell whether our FIN was acknowledged, but the count of data
    /// sent, which has no FIN in it, does: only with a FIN can more be acknowledged than was sent.
    /// </remarks>
    public long Out => State switch
    {
        TcpState.FinWait2 or TcpState.TimeWait => (long)BytesAcked - 1,
        TcpState.Close => (long)Math.Min(BytesAcked, _distinctBytesSent),
        _ => (long)BytesAcked,
    };

    /// <summary>
    /// Reads the counters and the state. False where the platform does not have them, for a socket that is not TCP, and
    /// for one that is closed.
    /// </summary>
    public static bool TryRead(Socket socket, out TcpInfo info)
    {
        info = default;
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            Span<byte> raw = stackalloc byte[256];
            var length = socket.GetRawSocketOption(ProtocolTcp, OptionTcpInfo, raw);
            if (length < RequiredLength)
                return false;
            info = new TcpInfo(raw[..length], socket);
            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>
    /// Bytes that were written and that the peer has not acknowledged, whether sent or not; our FIN is not counted. Null
    /// where the kernel does not say, for a closed socket, and for a connection that has ended: nothing is on its way.
    /// </summary>
    public static long? UnsentOrUnacknowledged(Socket socket)
    {
        if (!TryRead(socket, out var info) || info.State == TcpState.Close)
            return null;
        if (SocketCalls.OutputQueue(socket) is not { } queued)
            return null;
        var finIsQueued = info.State is TcpState.FinWait1 or TcpState.Closing or TcpState.LastAck;
        return finIsQueued && queued > 0 ? queued - 1 : queued;
    }

    /// <summary>What was sent, each byte once: <c>tcpi_bytes_sent</c> less <c>tcpi_bytes_retrans</c>.</summary>
    private static ulong DistinctBytesSent(ReadOnlySpan<byte> raw) =>
        raw.Length < LengthWithBytesSent
            ? ulong.MaxValue
            : BinaryPrimitives.ReadUInt64LittleEndian(raw[200..]) - BinaryPrimitives.ReadUInt64LittleEndian(raw[208..]);
}
