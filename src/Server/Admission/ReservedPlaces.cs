using ActorServer.Cluster.Places;

namespace ActorServer.Server.Admission;

/// <summary>The places that one service holds for clients of fronts whose legs have not come yet, by the clients' ids here.</summary>
internal sealed class ReservedPlaces
{
    private readonly Dictionary<string, TakePlace> _held = [];

    /// <summary>Of all of them.</summary>
    public IReadOnlyList<string> Ids => [.. _held.Keys];

    /// <summary>One more.</summary>
    public void Add(string id, TakePlace wanted) => _held.Add(id, wanted);

    /// <summary>It is not held any more: for whom it was; null if it was not.</summary>
    public TakePlace? Take(string id) => _held.Remove(id, out var wanted) ? wanted : null;
}
