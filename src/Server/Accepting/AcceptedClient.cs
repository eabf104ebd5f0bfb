using System.Net;
using System.Net.Sockets;
using ActorServer.Protocol.Sockets;

namespace ActorServer.Server.Accepting;

/// <summary>
/// A client that has connected and is not served yet: its socket, which belongs to whoever holds this, and the two ends,
/// which the kernel forgets as soon as the client resets.
/// </summary>
internal sealed record AcceptedClient(Socket Socket, EndPoint Peer, EndPoint Local)
{
    private static readonly IPEndPoint Unknown = new(IPAddress.Any, 0);

    /// <summary>Takes over an accepted socket.</summary>
    public static AcceptedClient Of(Socket accepted) => new(accepted, End(() => accepted.RemoteEndPoint), End(() => accepted.LocalEndPoint));

    /// <summary>Takes a duplicate of a socket that somebody else accepted and will close.</summary>
    /// <exception cref="SocketException">No descriptor is left.</exception>
    public static AcceptedClient OfDuplicate(Socket accepted) => Of(accepted) with { Socket = SocketDuplicate.Take(accepted) };

    private static EndPoint End(Func<EndPoint?> read)
    {
        try
        {
            return read() ?? Unknown;
        }
        catch (SocketException)
        {
            return Unknown;
        }
    }
}
