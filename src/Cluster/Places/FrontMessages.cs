using System.Net;

namespace ActorServer.Cluster.Places;

/// <summary>From a service of a front: a client needs a place elsewhere.</summary>
/// <param name="Client">Its id here, such as <c>c-42</c>.</param>
/// <param name="Service">Services match by name.</param>
/// <param name="Handler">The handler's name; another node's must be the same.</param>
/// <param name="Peer">The client's address, as the handler is to see it.</param>
/// <param name="Local">The address to which the client has connected.</param>
/// <param name="TlsHasEnded">The front ends the client's TLS; its leg carries what is inside.</param>
/// <param name="Role">Only nodes that have it.</param>
/// <param name="Tried">Nodes that have been asked for this client, and count among its <see cref="MostTries"/>.</param>
internal sealed record FindPlace(
    string Client, string Service, string Handler, EndPoint Peer, EndPoint Local, bool TlsHasEnded, string Role, IReadOnlyList<NodeName> Tried)
{
    /// <summary>So many nodes are tried for one client, whether they have no place or cannot be reached.</summary>
    public const int MostTries = 3;
}

/// <summary>The answer: a place is held there until <c>ticket-timeout</c>.</summary>
/// <param name="Client">For whom.</param>
/// <param name="Node">Who holds it.</param>
/// <param name="Legs">Where its legs are accepted.</param>
/// <param name="Ticket">The leg's first bytes.</param>
/// <param name="There">The client's id on that node.</param>
/// <param name="Tried">All nodes asked so far, this one among them.</param>
internal sealed record PlaceFound(string Client, NodeName Node, IPEndPoint Legs, Ticket Ticket, string There, IReadOnlyList<NodeName> Tried);

/// <summary>The answer: no node has one, or none could be asked in time.</summary>
internal sealed record NoPlaceFound(string Client);

/// <summary>From a service: nobody will come with this ticket.</summary>
internal sealed record GiveBack(NodeName Node, Ticket Ticket);

/// <summary>To a service: the node's last word about a client of this front.</summary>
/// <param name="Node">Where it was served.</param>
/// <param name="Service">By which service.</param>
/// <param name="Client">Its id here.</param>
/// <param name="Reason">As in that node's record.</param>
/// <param name="Worker">The worker that served it there; null without one.</param>
/// <param name="Exit">How that worker ended, as the record has it (<c>code:3</c>, <c>signal:9</c>); null where it did not.</param>
/// <param name="Error">What went wrong, where the reason does not say it.</param>
internal sealed record LegEnded(NodeName Node, string Service, string Client, string Reason, string? Worker, string? Exit, string? Error);

/// <summary>
/// To the server: the connection to this node has ended without a word, as it does when its process dies. It says why a leg is dead, and is
/// no reason to end one that is alive: that a node leaves, was downed or is out of reach is not told at all.
/// </summary>
internal sealed record NodeLost(NodeName Node);
