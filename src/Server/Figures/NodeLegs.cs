using ActorServer.Cluster.Places;

namespace ActorServer.Server.Figures;

/// <summary>
/// How many clients go to each node and come from each. A node is forgotten when it has none; whether it is a member does not matter, as
/// clients go on where it is not any more. Thread-safe.
/// </summary>
internal sealed class NodeLegs
{
    private readonly Dictionary<NodeName, Count> _counts = [];

    // Held for as long as it takes to count one.
    private readonly Lock _gate = new();

    /// <summary>A client of this server has been placed there.</summary>
    public void Placed(NodeName node) => Add(node, there: 1, here: 0);

    /// <summary>Its passage is over, however it ended.</summary>
    public void Over(NodeName node) => Add(node, there: -1, here: 0);

    /// <summary>A client of that front has come here.</summary>
    public void Arrived(NodeName front) => Add(front, there: 0, here: 1);

    /// <summary>It is here no more.</summary>
    public void Left(NodeName front) => Add(front, there: 0, here: -1);

    /// <summary>A copy, of nodes with any.</summary>
    public IReadOnlyDictionary<NodeName, Count> Read()
    {
        lock (_gate)
            return new Dictionary<NodeName, Count>(_counts);
    }

    private void Add(NodeName node, int there, int here)
    {
        lock (_gate)
        {
            var before = _counts.GetValueOrDefault(node);
            var count = new Count(before.There + there, before.Here + here);
            if (count == default)
                _counts.Remove(node);
            else
                _counts[node] = count;
        }
    }

    /// <summary>The clients of one node.</summary>
    /// <param name="There">Of this server, served there.</param>
    /// <param name="Here">Of that node, served here.</param>
    internal readonly record struct Count(int There, int Here);
}
