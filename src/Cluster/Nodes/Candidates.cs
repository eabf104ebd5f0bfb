using ActorServer.Cluster.Places;

namespace ActorServer.Cluster.Nodes;

/// <summary>
/// Says which node is asked for a client: the one with most places left, of those that were reported less those asked for and not answered
/// yet. Reports only order the nodes; whether there is a place, the node itself says. Pure.
/// </summary>
internal sealed class Candidates
{
    private readonly Dictionary<NodeName, IReadOnlyDictionary<string, int>> _free = [];
    private readonly Dictionary<(NodeName Node, string Service), int> _asked = [];
    private readonly HashSet<NodeName> _silent = [];
    private IReadOnlyList<NodeState> _nodes = [];

    /// <summary>The nodes have changed.</summary>
    public void Set(IReadOnlyList<NodeState> nodes)
    {
        _nodes = nodes;
        var there = nodes.Where(node => node.MayBeAsked).Select(node => node.Name).ToHashSet();
        foreach (var gone in _free.Keys.Where(name => !there.Contains(name)).ToList())
            _free.Remove(gone);
        _silent.IntersectWith(there);
    }

    /// <summary>Whether it is a node of this cluster.</summary>
    public bool Knows(NodeName node) => _nodes.Any(known => known.Name == node && !known.IsSelf);

    /// <summary>Whether it is there to be asked.</summary>
    public bool MayBeAsked(NodeName node) => !_silent.Contains(node) && _nodes.Any(known => known.Name == node && known.MayBeAsked);

    /// <summary>A node has said how many places it has.</summary>
    public void Report(NodeName node, IReadOnlyDictionary<string, int> free) => _free[node] = free;

    /// <summary>A node's connection has ended.</summary>
    public void Silence(NodeName node) => _silent.Add(node);

    /// <summary>A node has said something.</summary>
    public void Hear(NodeName node) => _silent.Remove(node);

    /// <summary>A node is being asked.</summary>
    public void Ask(NodeName node, string service) => _asked[(node, service)] = _asked.GetValueOrDefault((node, service)) + 1;

    /// <summary>It has answered, or is not awaited any more.</summary>
    public void Answered(NodeName node, string service, bool hasTaken)
    {
        if (_asked[(node, service)] == 1)
            _asked.Remove((node, service));
        else
            _asked[(node, service)]--;
        // Until it says so itself.
        if (hasTaken && _free.TryGetValue(node, out var free) && free.GetValueOrDefault(service) is > 0 and var places)
            _free[node] = new Dictionary<string, int>(free, StringComparer.Ordinal) { [service] = places - 1 };
    }

    /// <summary>Whom to ask next; null for nobody. One that has reported, and has no such service, is not asked.</summary>
    public NodeName? Next(string service, string role, IReadOnlyCollection<NodeName> tried) => tried.Count >= FindPlace.MostTries
        ? null
        : _nodes
            .Where(node => node.MayBeAsked && node.Roles.Contains(role) && !_silent.Contains(node.Name) && !tried.Contains(node.Name))
            .Where(node => !_free.TryGetValue(node.Name, out var free) || free.ContainsKey(service))
            .OrderByDescending(node => Left(node.Name, service))
            .ThenBy(node => node.Name.Host, StringComparer.Ordinal)
            .ThenBy(node => node.Name.Port)
            .FirstOrDefault()?.Name;

    private int Left(NodeName node, string service) =>
        (_free.TryGetValue(node, out var free) ? free.GetValueOrDefault(service) : 0) - _asked.GetValueOrDefault((node, service));
}
