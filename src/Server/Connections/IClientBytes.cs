using System.Net.Sockets;
using ActorServer.Native.Sockets;

namespace ActorServer.Server.Connections;

/// <summary>
/// Tells what is known of one client's bytes. Everything that is judged by them is judged by this: time limits, linger, the closing
/// record. Only the connection's own thread asks.
/// </summary>
internal interface IClientBytes
{
    /// <summary>Tells of the client at this socket.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="counts">What whoever reads and writes it counts; null where the kernel does.</param>
    /// <param name="headerLength">So many of the first bytes were its proxy's; they have been read before anybody else counted.</param>
    static IClientBytes Of(Socket socket, SocketCounts? counts, int headerLength) =>
        counts is null ? new TcpBytes(socket, headerLength) : new LocalBytes(socket, counts);

    /// <summary>The figures of now; false where nothing is known, and for a socket that is closed.</summary>
    bool TryRead(out ClientBytes bytes);

    /// <summary>Bytes that have come and that nobody has read. Costs a call of its own.</summary>
    long Unread();

    /// <summary>Bytes that the handler has taken; null where that is all that have come and are not unread.</summary>
    long? TakenByHandler() => null;

    /// <summary>Bytes that were written and that the client has not acknowledged. Likewise.</summary>
    long Unacknowledged();

    /// <summary>The client has closed its side: from now on it is asked whether it is still there, where it can be.</summary>
    void ProbeOneThatHasClosedItsSide();
}
