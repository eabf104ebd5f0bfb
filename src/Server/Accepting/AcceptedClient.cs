using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ActorServer.Native.Descriptors;
using ActorServer.Native.Processes;
using ActorServer.Native.Sockets;

namespace ActorServer.Server.Accepting;

/// <summary>
/// A client that has connected and is not served yet: its socket, which belongs to whoever holds this, and the two ends,
/// which the kernel forgets as soon as the client resets.
/// </summary>
internal sealed record AcceptedClient(Socket Socket, EndPoint Peer, EndPoint Local)
{
    private static readonly IPEndPoint Unknown = new(IPAddress.Any, 0);

    private bool _probed;

    /// <summary>Since when it is here, in ticks of <see cref="Stopwatch"/>.</summary>
    public long Since { get; init; } = Stopwatch.GetTimestamp();

    /// <summary>How many bytes had come at the last look whether it is gone.</summary>
    public long Received { get; private set; }

    /// <summary>The proxy that has named the client; null where the client has connected itself, or the proxy for itself.</summary>
    public EndPoint? Proxy { get; init; }

    /// <summary>What else the proxy has said.</summary>
    public IReadOnlyList<ProxyTlv> ProxyTlvs { get; init; } = [];

    /// <summary>How many of the bytes received were the proxy's header.</summary>
    public int HeaderLength { get; init; }

    /// <summary>Whether it had reset before it could be asked who it was.</summary>
    public bool IsUnknown => Equals(Peer, Unknown);

    /// <summary>Takes over an accepted socket.</summary>
    public static AcceptedClient Of(Socket accepted) => new(accepted, PeerOf(accepted), End(() => accepted.LocalEndPoint));

    /// <summary>Takes a duplicate of a socket that somebody else accepted and will close.</summary>
    /// <exception cref="SocketException">No descriptor is left.</exception>
    public static AcceptedClient OfDuplicate(Socket accepted) => Of(accepted) with { Socket = SocketDuplicate.Take(accepted) };

    /// <summary>
    /// Whether it has reset, or has turned out to be gone. One that has closed its side is probed from then on: it may have
    /// half-closed, and waits for its answer, or be gone.
    /// </summary>
    public bool IsGone()
    {
        // At a Unix socket one that has closed as a whole gets no answer; if it has left nothing to be read either, nobody is there.
        if (Socket.AddressFamily == AddressFamily.Unix)
        {
            // In this order: what it has sent before it closed is there by then.
            var isClosed = Poll.State(Socket.SafeHandle, out var state) && state.IsClosed;
            Received = Socket.Available;
            return isClosed && Received == 0;
        }

        if (!TcpInfo.TryRead(Socket, out var info))
            return false;
        Received = Math.Max(0, info.In - HeaderLength);
        if (!_probed && info.State == TcpState.CloseWait)
        {
            _probed = true;
            KeepAlive.AfterFin.SetAtLeastOn(Socket);
        }

        return info.State == TcpState.Close;
    }

    private static EndPoint PeerOf(Socket accepted)
    {
        if (accepted.AddressFamily != AddressFamily.Unix)
            return End(() => accepted.RemoteEndPoint);
        var (process, user) = ProcessUser.CredentialsOf(accepted) ?? (0, uint.MaxValue);
        return new UnixPeer(process, user);
    }

    // A socket for both families has the addresses of IPv4 mapped into IPv6; the client knows nothing of that.
    private static EndPoint End(Func<EndPoint?> read)
    {
        try
        {
            return read() switch
            {
                IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped => new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port),
                var end => end ?? Unknown,
            };
        }
        catch (SocketException)
        {
            return Unknown;
        }
    }
}
