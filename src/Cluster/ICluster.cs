using ActorServer.Cluster.Places;
using Akka.Actor;

namespace ActorServer.Cluster;

/// <summary>
/// The other nodes, as this server's own actors see them. It stays the same while the cluster system behind it is made anew; while there is
/// none, nobody has a place. All calls return at once, on any thread.
/// </summary>
internal interface ICluster
{
    /// <summary>Asks for a place. The asker is told <see cref="PlaceFound"/> or <see cref="NoPlaceFound"/>, always, within <c>reserve-timeout</c> a node.</summary>
    void Find(FindPlace wanted, IActorRef asker);

    /// <summary>Nobody will come with a ticket that was found.</summary>
    void GiveBack(GiveBack unused);

    /// <summary>How a client ended whom a front has placed here. Told to that front if it is there.</summary>
    void End(NodeName front, LegEnded ended);

    /// <summary>Places that are free here, said when that changes.</summary>
    void Report(FreePlaces free);

    /// <summary>The nodes as they are known now.</summary>
    IReadOnlyList<NodeView> Nodes { get; }

    /// <summary>From now on no front sends anybody: this node has no places, and says so at once. Fronts still hear how their clients end.</summary>
    void TakeNobody();

    /// <summary>Leaves in order: this node takes nobody and asks nobody any more. Completes when it has left, or after a bounded time.</summary>
    Task LeaveAsync();
}

/// <summary>One node as an operator sees it.</summary>
/// <param name="Name">Its address.</param>
/// <param name="State">joining, up, leaving, unreachable, down.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="Free">Free places by service, as last reported.</param>
/// <param name="IsSelf">This server.</param>
/// <param name="Reservation">Round trip of the last reservations there (the median of the last hundred); null before the first.</param>
internal sealed record NodeView(
    NodeName Name, string State, IReadOnlyList<string> Roles, IReadOnlyDictionary<string, int> Free, bool IsSelf, TimeSpan? Reservation);
