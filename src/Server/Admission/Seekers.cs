using ActorServer.Cluster.Places;
using ActorServer.Server.Accepting;

namespace ActorServer.Server.Admission;

/// <summary>
/// The clients of one service that are on their way to another node, or there. Pure: whoever is here once is taken out once.
/// </summary>
internal sealed class Seekers
{
    private readonly Dictionary<string, Seeker> _seeking = [];
    private readonly Dictionary<string, NodeName> _placed = [];

    /// <summary>Whether one that was held, and is the next of those, is on its way. The others wait for what it finds.</summary>
    public bool HasHeld { get; private set; }

    /// <summary>A client sets out.</summary>
    public void Add(Seeker seeker)
    {
        _seeking.Add(seeker.Id, seeker);
        HasHeld |= seeker.HeldSince is not null;
    }

    /// <summary>Who is on its way under this id; null if nobody is any more.</summary>
    public Seeker? Find(string id) => _seeking.GetValueOrDefault(id);

    /// <summary>It is not on its way any more: null if it was not.</summary>
    public Seeker? Take(string id)
    {
        if (!_seeking.Remove(id, out var seeker))
            return null;
        if (seeker.HeldSince is not null)
            HasHeld = false;
        return seeker;
    }

    /// <summary>Nobody is on its way any more: who was.</summary>
    public IReadOnlyList<Seeker> TakeAll()
    {
        Seeker[] all = [.. _seeking.Values];
        _seeking.Clear();
        HasHeld = false;
        return all;
    }

    /// <summary>A client is served by this node.</summary>
    public void Placed(string id, NodeName node) => _placed.Add(id, node);

    /// <summary>Whether a node serves it.</summary>
    public bool IsPlaced(string id) => _placed.ContainsKey(id);

    /// <summary>Its connection is closed: the node that served it; null if none did.</summary>
    public NodeName? Closed(string id) => _placed.Remove(id, out var node) ? node : null;

    /// <summary>Whom this node serves.</summary>
    public IReadOnlyList<string> PlacedOn(NodeName node) => [.. _placed.Where(one => one.Value == node).Select(one => one.Key)];
}

/// <summary>A client on its way to another node. It is unread, and holds a place of a connection.</summary>
/// <param name="Id">The id that it will have.</param>
/// <param name="Client">The client.</param>
/// <param name="HeldSince">Since when it was held, if it was.</param>
internal sealed record Seeker(string Id, AcceptedClient Client, TimeSpan? HeldSince)
{
    /// <summary>When a place for it was last asked for, as a timestamp.</summary>
    public long AskedAt { get; set; }
}
