using ActorServer.Cluster.Places;

namespace ActorServer.Cluster.Nodes;

/// <summary>What operators are shown of the nodes. Written by the actors, read by anybody; it outlives each cluster system. Thread-safe.</summary>
internal sealed class NodeBoard
{
    private static readonly IReadOnlyDictionary<string, int> Nothing = new Dictionary<string, int>();

    private readonly Lock _gate = new();
    private readonly Dictionary<NodeName, IReadOnlyDictionary<string, int>> _free = [];
    private readonly Dictionary<NodeName, RoundTrips> _roundTrips = [];
    private IReadOnlyList<NodeState> _nodes = [];

    /// <summary>All nodes, as membership has them now. Figures of those that are gone are forgotten.</summary>
    public void Set(IReadOnlyList<NodeState> nodes)
    {
        lock (_gate)
        {
            _nodes = nodes;
            var names = nodes.Select(node => node.Name).ToHashSet();
            foreach (var gone in _free.Keys.Concat(_roundTrips.Keys).Where(name => !names.Contains(name)).ToList())
            {
                _free.Remove(gone);
                _roundTrips.Remove(gone);
            }
        }
    }

    /// <summary>A node's free places.</summary>
    public void Set(NodeName node, IReadOnlyDictionary<string, int> free)
    {
        lock (_gate)
            _free[node] = free;
    }

    /// <summary>A node has answered.</summary>
    public void Add(NodeName node, TimeSpan roundTrip)
    {
        lock (_gate)
        {
            if (!_roundTrips.TryGetValue(node, out var trips))
                _roundTrips.Add(node, trips = new RoundTrips());
            trips.Add(roundTrip);
        }
    }

    /// <summary>All of it.</summary>
    /// <param name="own">Free places of this node, of which nobody has to tell it.</param>
    public IReadOnlyList<NodeView> View(IReadOnlyDictionary<string, int> own)
    {
        lock (_gate)
        {
            return
            [
                .. _nodes.Select(node => new NodeView(
                    node.Name, node.State, node.Roles, node.IsSelf ? own : _free.GetValueOrDefault(node.Name, Nothing), node.IsSelf, _roundTrips.GetValueOrDefault(node.Name)?.Median)),
            ];
        }
    }
}
