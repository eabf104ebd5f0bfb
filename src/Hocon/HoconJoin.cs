namespace ActorServer.Hocon;

/// <summary>Makes one value of several that are resolved.</summary>
internal static class HoconJoin
{
    /// <summary>What stands one after the other on a line: blocks are merged, lists joined, all else is text. Null for nothing.</summary>
    public static HoconNode? Join(HoconConcatenation concatenation, IReadOnlyList<HoconNode> parts)
    {
        var values = parts.Where(part => part is not HoconBlank).ToArray();
        if (values.Length == 0)
            return null;
        if (values.All(part => part is HoconBlock))
            return values.Aggregate(Merge);
        if (values.All(part => part is HoconList))
            return new HoconList(concatenation.Source, [.. values.Cast<HoconList>().SelectMany(list => list.Items)]);
        return values.All(part => part is HoconScalar)
            ? Text(concatenation, parts)
            : throw new UnresolvedSubstitutionException($"{concatenation.Source.Line(concatenation.Line)}: text, lists and blocks do not join to one value; a comma or a new line stands between two");
    }

    /// <summary>A block over another one; of anything else what is above counts.</summary>
    public static HoconNode Merge(HoconNode below, HoconNode above)
    {
        if (below is not HoconBlock low || above is not HoconBlock high)
            return above;
        var merged = new HoconBlock(high.Source);
        foreach (var (key, child) in low.Fields)
            merged.Fields[key] = child;
        foreach (var (key, child) in high.Fields)
            merged.Fields[key] = low.Fields.TryGetValue(key, out var other) ? Merge(other, child) : child;
        return merged;
    }

    /// <summary>A list and one more item.</summary>
    public static HoconNode? Append(HoconNode? list, HoconAddition addition, HoconNode? item) => (list, item) switch
    {
        (_, null) => list,
        (null, _) => new HoconList(addition.Source, [item]),
        (HoconList items, _) => new HoconList(addition.Source, [.. items.Items, item]),
        _ => throw new UnresolvedSubstitutionException($"{addition.Source.Line(addition.Line)}: += adds to a list, and what was said before is none"),
    };

    /// <summary>Scalars and the blanks between them as one text.</summary>
    public static HoconScalar Text(HoconConcatenation concatenation, IReadOnlyList<HoconNode> parts) =>
        new(concatenation.Source, string.Concat(parts.Select(part => part is HoconBlank blank ? blank.Text : ((HoconScalar)part).Text ?? "null")));
}
