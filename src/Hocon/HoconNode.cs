namespace ActorServer.Hocon;

/// <summary>
/// What a text of HOCON says. A block, a list and a scalar stand for themselves; the others say how to come by one of them and
/// are gone when <see cref="HoconResolver"/> has resolved them.
/// </summary>
/// <param name="source">Where it is written.</param>
internal abstract class HoconNode(HoconSource source)
{
    public HoconSource Source { get; } = source;
}

/// <summary>A value without parts.</summary>
/// <param name="source">Where it is written.</param>
/// <param name="text">Its text; null for <c>null</c>.</param>
internal sealed class HoconScalar(HoconSource source, string? text) : HoconNode(source)
{
    public string? Text { get; } = text;
}

/// <summary>Blanks between two values on a line: part of a text, nothing between lists and blocks.</summary>
internal sealed class HoconBlank(HoconSource source, string text) : HoconNode(source)
{
    public string Text { get; } = text;
}

/// <summary>A list.</summary>
internal sealed class HoconList(HoconSource source, IReadOnlyList<HoconNode> items) : HoconNode(source)
{
    public IReadOnlyList<HoconNode> Items { get; } = items;
}

/// <summary>Keys with values, in the order in which they were first written.</summary>
internal sealed class HoconBlock(HoconSource source) : HoconNode(source)
{
    public Dictionary<string, HoconNode> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>Sets what a path says; of what it said before there remains what HOCON merges or may refer to.</summary>
    public void Put(IReadOnlyList<string> path, HoconNode value)
    {
        foreach (var key in path.Skip(1).Reverse())
        {
            var block = new HoconBlock(Source);
            block.Fields.Add(key, value);
            value = block;
        }

        Put(path[0], value);
    }

    private void Put(string key, HoconNode value) =>
        Fields[key] = Fields.TryGetValue(key, out var before) ? Over(before, value) : value;

    private static HoconNode Over(HoconNode before, HoconNode value)
    {
        switch (before, value)
        {
            case (_, HoconShorthand { Value: HoconScalar } plain):
                return Over(before, plain.Expand(plain.Value));
            case (HoconShorthand { Value: HoconScalar } plain, _):
                return Over(plain.Expand(plain.Value), value);
            case (HoconBlock below, HoconBlock above):
                foreach (var (key, child) in above.Fields)
                    below.Put(key, child);
                return below;
            case (_, HoconScalar):
            case (HoconScalar, HoconBlock):
                return value;
            case (_, HoconLayers above):
                return above.Layers.Aggregate(before, Over);
            case (HoconLayers below, _):
                below.Add(value);
                return below;
            default:
                return new HoconLayers(value.Source, [before, value]);
        }
    }
}

/// <summary><c>${path}</c>.</summary>
/// <param name="source">Where it is written.</param>
/// <param name="path">What stands in it.</param>
/// <param name="prefix">Where its file is included: what the path means there counts first.</param>
/// <param name="isOptional">Whether it is written <c>${?path}</c>, and vanishes where the path says nothing.</param>
/// <param name="line">The number of its line.</param>
internal sealed class HoconReference(HoconSource source, IReadOnlyList<string> path, IReadOnlyList<string> prefix, bool isOptional, int line) : HoconNode(source)
{
    public IReadOnlyList<string> Path { get; } = path;

    public IReadOnlyList<string> Prefix { get; } = prefix;

    public bool IsOptional { get; } = isOptional;

    public int Line { get; } = line;

    public string Name => string.Join('.', Path);
}

/// <summary>Values written one after the other on a line: one text, one list or one block.</summary>
/// <param name="source">Where it is written.</param>
/// <param name="parts">The values, blanks between them included.</param>
/// <param name="line">The number of its line.</param>
internal sealed class HoconConcatenation(HoconSource source, IReadOnlyList<HoconNode> parts, int line) : HoconNode(source)
{
    public IReadOnlyList<HoconNode> Parts { get; } = parts;

    public int Line { get; } = line;
}

/// <summary><c>key += value</c>.</summary>
internal sealed class HoconAddition(HoconSource source, HoconNode item, int line) : HoconNode(source)
{
    public HoconNode Item { get; } = item;

    public int Line { get; } = line;
}

/// <summary>A value that stands for a block with one key, unless it turns out to be a block itself.</summary>
internal sealed class HoconShorthand(HoconSource source, string key, HoconNode value) : HoconNode(source)
{
    public string Key { get; } = key;

    public HoconNode Value { get; } = value;

    public HoconBlock Expand(HoconNode plain)
    {
        var block = new HoconBlock(Source);
        block.Fields.Add(Key, plain);
        return block;
    }
}

/// <summary>What was said of one key one after the other: the last counts, blocks are merged, and each may refer to those before.</summary>
internal sealed class HoconLayers(HoconSource source, IEnumerable<HoconNode> layers) : HoconNode(source)
{
    private readonly List<HoconNode> _layers = [.. layers];

    public IReadOnlyList<HoconNode> Layers => _layers;

    /// <summary>Adds what is said next. There may be very many, so that it is no matter of a copy for each.</summary>
    public void Add(HoconNode layer) => _layers.Add(layer);
}
