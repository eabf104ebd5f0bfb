namespace ActorServer.Hocon;

/// <summary>Finds what a text says at a path, unresolved. Nothing is resolved on the way, so that a block may refer to itself.</summary>
internal sealed class HoconPaths(HoconBlock root, Func<HoconReference, HoconNode?> otherwise, HoconBudget budget)
{
    private readonly HashSet<HoconReference> _onTheWay = [];

    /// <summary>What stands where the reference points to: within its own file first, then in the whole. Null for nothing.</summary>
    public HoconNode? Find(HoconReference reference) =>
        (reference.Prefix.Count > 0 ? Walk([.. reference.Prefix, .. reference.Path]) : null) ?? Walk(reference.Path);

    private HoconNode? Walk(IEnumerable<string> path) =>
        path.Aggregate((HoconNode?)root, (node, key) => node is null ? null : Child(node, key));

    private HoconNode? Child(HoconNode node, string key)
    {
        budget.Spend(1);
        switch (node)
        {
            case HoconBlock block:
                return block.Fields.GetValueOrDefault(key);
            case HoconLayers layers:
                return ChildOfAny(layers, layers.Layers, key);
            case HoconConcatenation concatenation:
                return ChildOfAny(concatenation, concatenation.Parts, key);
            case HoconShorthand shorthand:
                return Child(shorthand.Value, key);
            case HoconReference reference when _onTheWay.Add(reference):
                return ChildOfTarget(reference, key);
            default:
                return null;
        }
    }

    private HoconNode? ChildOfTarget(HoconReference reference, string key)
    {
        budget.Enter();
        try
        {
            return (Find(reference) ?? otherwise(reference)) is { } target ? Child(target, key) : null;
        }
        finally
        {
            budget.Leave();
            _onTheWay.Remove(reference);
        }
    }

    private HoconNode? ChildOfAny(HoconNode whole, IReadOnlyList<HoconNode> parts, string key)
    {
        HoconNode[] found = [.. parts.Select(part => Child(part, key)).OfType<HoconNode>()];
        return found.Length > 1 ? new HoconLayers(whole.Source, found) : found.FirstOrDefault();
    }
}
