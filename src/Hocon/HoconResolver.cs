namespace ActorServer.Hocon;

/// <summary>A substitution leads nowhere. The message says which and in which line.</summary>
internal sealed class UnresolvedSubstitutionException(string message) : FormatException(message);

/// <summary>
/// Finds out what substitutions mean: what the text itself says at their path, else what the environment says. One that leads back
/// to where it stands means what was said of that key before, as in <c>path = ${path}":/opt"</c>.
/// </summary>
internal sealed class HoconResolver
{
    // Some lines can ask for more than a machine has, by way of substitutions that double each other.
    private const int MostWork = 250_000;
    private const int MostNested = 200;

    private readonly HoconPaths _paths;
    private readonly Func<string, string?> _environment;
    private readonly HashSet<HoconNode> _open = [];
    private readonly Dictionary<HoconLayers, int> _reached = [];
    private int _work;

    private HoconResolver(HoconBlock root, Func<string, string?> environment)
    {
        _environment = environment;
        _paths = new HoconPaths(root, Environment);
    }

    /// <summary>The same with blocks, lists and scalars alone.</summary>
    /// <exception cref="UnresolvedSubstitutionException">A substitution means nothing, or itself.</exception>
    public static HoconBlock Resolve(HoconBlock root, Func<string, string?> environment) =>
        (HoconBlock)new HoconResolver(root, environment).Resolve(root)!;

    /// <summary>What a node amounts to; null for nothing.</summary>
    private HoconNode? Resolve(HoconNode node)
    {
        Work(1);
        if (_open.Count > MostNested)
            throw new UnresolvedSubstitutionException($"substitutions nest more than {MostNested} deep");
        var isNew = _open.Add(node);
        if (!isNew && node is HoconReference again)
            return Circle(again);
        try
        {
            return node switch
            {
                HoconBlock block => ResolveBlock(block),
                HoconList list => new HoconList(list.Source, [.. list.Items.Select(Resolve).OfType<HoconNode>()]),
                HoconReference reference => ResolveReference(reference),
                HoconConcatenation concatenation => Join(concatenation),
                HoconShorthand shorthand => Resolve(shorthand.Value) is { } value ? value is HoconScalar ? shorthand.Expand(value) : value : null,
                HoconAddition addition => HoconJoin.Append(null, addition, Resolve(addition.Item)),
                HoconLayers layers => ResolveLayers(layers, layers.Layers.Count),
                _ => node,
            };
        }
        finally
        {
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

    private HoconNode? Join(HoconConcatenation concatenation)
    {
        var joined = HoconJoin.Join(concatenation, [.. concatenation.Parts.Select(Resolve).OfType<HoconNode>()]);
        Work(joined switch
        {
            HoconScalar { Text: { } text } => text.Length,
            HoconList list => list.Items.Count,
            HoconBlock block => block.Fields.Count,
            _ => 0,
        });
        return joined;
    }

    private HoconNode? ResolveReference(HoconReference reference)
    {
        var target = _paths.Find(reference);
        if (target is HoconLayers layers && _reached.TryGetValue(layers, out var reached))
            return ResolveLayers(layers, reached) ?? Circle(reference);
        if (target is not null && _open.Contains(target))
            return Circle(reference);
        return (target is null ? null : Resolve(target)) ?? Environment(reference) ?? Undefined(reference, "is not defined, neither here nor in the environment");
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
        HoconNode? result = null;
        for (var at = count - 1; at >= 0; at--)
        {
            _reached[layers] = at;
            var layer = layers.Layers[at];
            if (layer is HoconAddition addition)
            {
                result ??= HoconJoin.Append(ResolveLayers(layers, at), addition, Resolve(addition.Item));
                break;
            }

            if (Resolve(layer) is not { } value)
                continue;
            result = result is null ? value : HoconJoin.Merge(value, result);
            if (value is not HoconBlock || result is not HoconBlock)
                break;
        }

        if (before is { } outer)
            _reached[layers] = outer;
        else
            _reached.Remove(layers);
        return result;
    }

    private void Work(int amount)
    {
        _work += amount;
        if (_work is < 0 or > MostWork)
            throw new UnresolvedSubstitutionException("substitutions make it too large");
    }
}
