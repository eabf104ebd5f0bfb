using System.Net;

namespace ActorServer;

/// <summary>
/// What a handler may know of the connection it serves. The same in every isolation model, and in a worker.
/// </summary>
/// <param name="Id">The connection's id, such as <c>c-42</c>: unique in the server's life, and the one that stands in its records.</param>
/// <param name="Service">The name of the service that accepted the client.</param>
/// <param name="Isolation">The name of the isolation backend that runs the handler: <c>inline</c>, <c>event</c>, <c>thread</c>, <c>process</c> or a plugged-in one.</param>
/// <param name="Peer">The client's address; a <see cref="UnixPeer"/> where it came to a Unix socket.</param>
/// <param name="Local">The address the client connected to; a <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/> there.</param>
public sealed record ConnectionInfo(string Id, string Service, string Isolation, EndPoint Peer, EndPoint Local)
{
    /// <summary>
    /// Cancelled when the server drains: it accepts no more clients and gives this one until the drain deadline. Or when the worker process in which
    /// the handler runs is to be replaced; then there is no deadline. For a
    /// <see cref="StreamHandler"/>; an <see cref="ActorHandler"/> is told by <see cref="ActorHandler.OnDraining"/>.
    /// </summary>
    public CancellationToken Draining { get; init; }

    /// <summary>What was agreed on with a client that speaks TLS; null where the service has none.</summary>
    public TlsInfo? Tls { get; init; }

    /// <summary>
    /// The address of the proxy that has connected on the client's behalf and has named it in a PROXY header; <see cref="Peer"/> and
    /// <see cref="Local"/> are then the ends that the header names. Null for a client that has connected itself.
    /// </summary>
    public EndPoint? Proxy { get; init; }

    /// <summary>What else the PROXY header said, in its order; empty without a header, or where it said nothing.</summary>
    public IReadOnlyList<ProxyTlv> ProxyTlvs { get; init; } = [];
}
