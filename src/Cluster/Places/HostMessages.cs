using System.Net;

namespace ActorServer.Cluster.Places;

/// <summary>From the cluster system to <see cref="IClusterServer.Places"/>: a front asks for a place here.</summary>
/// <param name="Front">Who asks.</param>
/// <param name="Client">The client's id there.</param>
/// <param name="Service">By name.</param>
/// <param name="Handler">Must be this service's own.</param>
/// <param name="Peer">The client's address.</param>
/// <param name="Local">The address to which the client has connected.</param>
/// <param name="TlsHasEnded">The leg carries what was inside the client's TLS.</param>
/// <remarks>Answered to its sender, by <see cref="PlaceTaken"/> or <see cref="PlaceRefused"/>.</remarks>
internal sealed record TakePlace(NodeName Front, string Client, string Service, string Handler, EndPoint Peer, EndPoint Local, bool TlsHasEnded);

/// <summary>A place is held under a ticket.</summary>
/// <param name="Client">The client's id on the front.</param>
/// <param name="Ticket">For the leg.</param>
/// <param name="LegsPort">Where it is awaited.</param>
/// <param name="There">The client's id here.</param>
internal sealed record PlaceTaken(string Client, Ticket Ticket, int LegsPort, string There);

/// <summary>No place, no such service, another handler, draining.</summary>
internal sealed record PlaceRefused(string Client);

/// <summary>From the cluster system to <see cref="IClusterServer.Places"/>: the front will not come with this ticket.</summary>
internal sealed record PlaceGivenBack(NodeName Front, Ticket Ticket);

/// <summary>So many places each service has now. Only orders the candidates: a reservation is the truth.</summary>
internal sealed record FreePlaces(IReadOnlyDictionary<string, int> ByService);
