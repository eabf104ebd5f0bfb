using System.Net;
using ActorServer.Cluster.Places;

namespace ActorServer.Cluster.Wire;

/// <summary>A front asks a node for a place.</summary>
/// <param name="Number">The front's own; the answer has it.</param>
/// <param name="Client">The client's id on the front.</param>
/// <param name="Service">By name.</param>
/// <param name="Handler">Must be the node's too.</param>
/// <param name="Peer">The client's address.</param>
/// <param name="Local">Where the client has connected.</param>
/// <param name="TlsHasEnded">The leg carries what was inside the client's TLS.</param>
internal sealed record Reserve(ulong Number, string Client, string Service, string Handler, EndPoint Peer, EndPoint Local, bool TlsHasEnded);

/// <summary>The answer: a place is held.</summary>
internal sealed record Reserved(ulong Number, Ticket Ticket, int LegsPort, string There);

/// <summary>The answer: no place.</summary>
internal sealed record NotReserved(ulong Number);

/// <summary>A front will not come with this ticket.</summary>
internal sealed record TicketReturned(Ticket Ticket);

/// <summary>A node tells the fronts how many places it has.</summary>
internal sealed record PlacesFree(IReadOnlyDictionary<string, int> ByService);

/// <summary>A node tells a front how its client ended.</summary>
internal sealed record ClientEnded(string Service, string Client, string Reason, string? Worker, string? Exit, string? Error);

/// <summary>
/// A node tells the fronts that its cluster system ends, and its process does not: what becomes of the connection says nothing of its clients.
/// </summary>
internal sealed record Farewell
{
    public static readonly Farewell Instance = new();
}

/// <summary>The first seed asks the others whether there is a cluster already.</summary>
internal sealed record AreYouIn
{
    public static readonly AreYouIn Instance = new();
}

/// <summary>The answer.</summary>
internal sealed record IAmIn(bool IsIn);
