using ActorServer.Cluster.Places;

namespace ActorServer.Server.Admission;

/// <summary>The places that one service holds for clients of fronts whose legs have not come yet, and the clients whose legs have; by their ids here.</summary>
internal sealed class ReservedPlaces
{
    private readonly Dictionary<string, TakePlace> _held = [];
    private readonly Dictionary<string, NodeName> _arrived = [];

    /// <summary>Of all that are held.</summary>
    public IReadOnlyList<string> Ids => [.. _held.Keys];

    /// <summary>One more.</summary>
    public void Add(string id, TakePlace wanted) => _held.Add(id, wanted);

    /// <summary>It is not held any more: for whom it was; null if it was not.</summary>
    public TakePlace? Take(string id) => _held.Remove(id, out var wanted) ? wanted : null;

    /// <summary>The leg of this front's client has come.</summary>
    public void Arrived(string id, NodeName front) => _arrived.Add(id, front);

    /// <summary>A connection is closed: the front whose client it was; null if it was no front's.</summary>
    public NodeName? Closed(string id) => _arrived.Remove(id, out var front) ? front : null;
}
