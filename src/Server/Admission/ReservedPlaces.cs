using ActorServer.Cluster.Places;

namespace ActorServer.Server.Admission;

/// <summary>The places that one service holds for clients of fronts whose legs have not come yet, and whose clients those are that have come; by the clients' ids here.</summary>
internal sealed class ReservedPlaces
{
    private readonly Dictionary<string, TakePlace> _held = [];
    private readonly Dictionary<string, NodeName> _came = [];

    /// <summary>Of all of them.</summary>
    public IReadOnlyList<string> Ids => [.. _held.Keys];

    /// <summary>One more.</summary>
    public void Add(string id, TakePlace wanted) => _held.Add(id, wanted);

    /// <summary>It is not held any more: for whom it was; null if it was not.</summary>
    public TakePlace? Take(string id) => _held.Remove(id, out var wanted) ? wanted : null;

    /// <summary>A client of that front is served.</summary>
    public void Came(string id, NodeName front) => _came.Add(id, front);

    /// <summary>Its connection is closed: whose client it was; null if it was no front's.</summary>
    public NodeName? Closed(string id) => _came.Remove(id, out var front) ? front : null;
}
