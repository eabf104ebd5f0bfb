namespace ActorServer.Hocon;

/// <summary>A substitution leads nowhere. The message says which and in which line.</summary>
internal sealed class UnresolvedSubstitutionException(string message) : FormatException(message);

/// <summary>
/// Finds out what substitutions mean: what the text itself says at their path, else what the environment says. One that leads back
/// to where it stands means what was said of that key before, as in <c>path = ${path}":/opt"</c>.
/// </summary>
internal sealed class HoconResolver
{
    private readonly HoconBudget _budget = new();
    private readonly HoconPaths _paths;
    private readonly Func<string, string?> _environment;
    private readonly HashSet<HoconNode> _open = [];
    private readonly Dictionary<HoconLayers, int> _reached = [];

    private HoconResolver(HoconBlock root, Func<string, string?> environment)
    {
        _environment = environment;
        _paths = new HoconPaths(root, Environment, _budget);
    }

    /// <summary>The same with blocks, lists and scalars alone.</summary>
    /// <exception cref="UnresolvedSubstitutionException">A substitution means nothing, or itself.</exception>
    public static HoconBlock Resolve(HoconBlock root, Func<string, string?> environment) =>
        (HoconBlock)new HoconResolver(root, environment).Resolve(root)!;

    /// <summary>What a node amounts to; null for nothing.</summary>
    private HoconNode? Resolve(HoconNode node)
    {
        _budget.Spend(1);
        _budget.Enter();
        var isNew = _open.Add(node);
        try
        {
            return node switch
            {
                HoconReference again when !isNew => Circle(again),
                HoconBlock block => ResolveBlock(block),
                HoconList list => new HoconList(list.Source, [.. list.Items.Select(Resolve).OfType<HoconNode>()]),
                HoconReference reference => _budget.Follow(reference, ResolveReference),
                HoconConcatenation concatenation => HoconJoin.Join(concatenation, [.. concatenation.Parts.Select(Resolve).OfType<HoconNode>()]),
                HoconShorthand shorthand => Resolve(shorthand.Value) is { } value ? value is HoconScalar ? shorthand.Expand(value) : value : null,
                HoconAddition addition => HoconJoin.Append(null, [(addition, Resolve(addition.Item))]),
                HoconLayers layers => ResolveLayers(layers, layers.Layers.Count),
                _ => node,
            };
        }
        finally
        {
            _budget.Leave();
            if (isNew)
                _open.Remove(node);
        }
    }

    private HoconBlock ResolveBlock(HoconBlock block)
    {
        var resolved = new HoconBlock(block.Source);
        foreach (var (key, child) in block.Fields)
        {
            if (Resolve(child) is { } value)
                resolved.Fields[key] = value;
        }

        return resolved;
    }

    private HoconNode? ResolveReference(HoconReference reference)
    {
        var target = _paths.Find(reference);
        if (target is HoconLayers layers && _reached.TryGetValue(layers, out var reached))
            return ResolveLayers(layers, reached) ?? Circle(reference);
        if (target is not null && _open.Contains(target))
            return Circle(reference);
        var value = (target is null ? null : Resolve(target)) ?? Environment(reference) ?? Undefined(reference, "is not defined, neither here nor in the environment");
        _budget.SpendText((value as HoconScalar)?.Text);
        return value;
    }

    private HoconNode? Circle(HoconReference reference) => Environment(reference) ?? Undefined(reference, "leads back to where it stands");

    private HoconScalar? Environment(HoconReference reference) =>
        _environment(reference.Name) is { } value ? new HoconScalar(reference.Source, value) : null;

    private static HoconNode? Undefined(HoconReference reference, string why) => reference.IsOptional
        ? null
        : throw new UnresolvedSubstitutionException($"{reference.Source.Line(reference.Line)}: ${{{reference.Name}}} {why}; ${{?{reference.Name}}} may be undefined");

    /// <summary>What the first so many layers amount to. The last one that is no block hides those before; additions need them.</summary>
    private HoconNode? ResolveLayers(HoconLayers layers, int count)
    {
        var before = _reached.TryGetValue(layers, out var reached) ? reached : (int?)null;
        var additions = new List<(HoconAddition, HoconNode?)>();
        var blocks = new List<HoconBlock>();
        HoconNode? ground = null;
        for (var at = count - 1; at >= 0 && ground is null; at--)
        {
            _reached[layers] = at;
            var layer = layers.Layers[at];
            if (layer is HoconAddition && blocks.Count > 0)
                break;
            if (layer is HoconAddition addition)
                additions.Add((addition, Resolve(addition.Item)));
            else if (Resolve(layer) is var value && value is HoconBlock block)
                blocks.Add(block);
            else
                ground = value;
        }

        if (before is { } outer)
            _reached[layers] = outer;
        else
            _reached.Remove(layers);
        // From the lowest one on.
        blocks.Reverse();
        additions.Reverse();
        return HoconJoin.Append(blocks.Count > 0 ? HoconJoin.Merge(blocks) : ground, additions);
    }
}
