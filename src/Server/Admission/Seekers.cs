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
    private readonly HashSet<string> _heldRoles = [];

    /// <summary>So many that were held are on their way: one of each role at most.</summary>
    public int Held => _heldRoles.Count;

    /// <summary>Whether one that was held, and is the next of its role, is on its way. The others wait for what it finds.</summary>
    public bool HasHeld(string role) => _heldRoles.Contains(role);

    /// <summary>A client sets out.</summary>
    public void Add(Seeker seeker)
    {
        _seeking.Add(seeker.Id, seeker);
        if (seeker.HeldSince is not null)
            _heldRoles.Add(seeker.Role);
    }

    /// <summary>Who is on its way under this id; null if nobody is any more.</summary>
    public Seeker? Find(string id) => _seeking.GetValueOrDefault(id);

    /// <summary>It is not on its way any more: null if it was not.</summary>
    public Seeker? Take(string id)
    {
        if (!_seeking.Remove(id, out var seeker))
            return null;
        if (seeker.HeldSince is not null)
            _heldRoles.Remove(seeker.Role);
        return seeker;
    }

    /// <summary>Nobody is on its way any more: who was.</summary>
    public IReadOnlyList<Seeker> TakeAll()
    {
        Seeker[] all = [.. _seeking.Values];
        _seeking.Clear();
        _heldRoles.Clear();
        return all;
    }

    /// <summary>A client is served by this node.</summary>
    public void Placed(string id, NodeName node) => _placed.Add(id, node);

    /// <summary>Whether a node serves it.</summary>
    public bool IsPlaced(string id) => _placed.ContainsKey(id);

    /// <summary>The node that serves it; null if none does.</summary>
    public NodeName? NodeOf(string id) => _placed.GetValueOrDefault(id);

    /// <summary>Its connection is closed: the node that served it; null if none did.</summary>
    public NodeName? Closed(string id) => _placed.Remove(id, out var node) ? node : null;

    /// <summary>Whom this node serves.</summary>
    public IReadOnlyList<string> PlacedOn(NodeName node) => [.. _placed.Where(one => one.Value == node).Select(one => one.Key)];
}

/// <summary>A client on its way to another node. It is unread, and holds a place of a connection.</summary>
/// <param name="Id">The id that it will have.</param>
/// <param name="Client">The client.</param>
/// <param name="Role">The role of the nodes that take it.</param>
/// <param name="HeldSince">Since when it was held, if it was.</param>
internal sealed record Seeker(string Id, AcceptedClient Client, string Role, TimeSpan? HeldSince)
{
    /// <summary>When a place for it was last asked for, as a timestamp.</summary>
    public long AskedAt { get; set; }
}
