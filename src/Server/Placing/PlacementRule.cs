using System.Net;
using ActorServer.Server.Arrival;

namespace ActorServer.Server.Placing;

/// <summary>Clients of a network are served by nodes of a role.</summary>
internal sealed record PlacementRule(IPNetwork Network, string Role)
{
    /// <summary>Whether it is for this client. One at a Unix socket is of no network.</summary>
    public bool Contains(EndPoint peer) => peer is IPEndPoint { Address: var address } && Network.Contains(AddressText.Unmapped(address));
}
