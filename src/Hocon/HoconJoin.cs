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
            return Merge(values.Cast<HoconBlock>());
        if (values.All(part => part is HoconList))
            return new HoconList(concatenation.Source, [.. values.Cast<HoconList>().SelectMany(list => list.Items)]);
        return values.All(part => part is HoconScalar)
            ? Text(concatenation, parts)
            : throw new UnresolvedSubstitutionException($"{concatenation.Source.Line(concatenation.Line)}: text, lists and blocks do not join to one value; a comma or a new line stands between two");
    }

    /// <summary>Blocks over each other, the lowest first.</summary>
    public static HoconBlock Merge(IEnumerable<HoconBlock> blocks)
    {
        HoconBlock? merged = null;
        foreach (var block in blocks)
        {
            if (merged is null)
                merged = block;
            else
                MergeInto(merged, block);
        }

        return merged!;
    }

    /// <summary>A list and more items.</summary>
    public static HoconNode? Append(HoconNode? list, IEnumerable<(HoconAddition Addition, HoconNode? Item)> additions)
    {
        List<HoconNode>? items = null;
        HoconAddition? last = null;
        foreach (var (addition, item) in additions)
        {
            if (item is null)
                continue;
            items ??= list switch
            {
                null => [],
                HoconList before => [.. before.Items],
                _ => throw new UnresolvedSubstitutionException($"{addition.Source.Line(addition.Line)}: += adds to a list, and what was said before is none"),
            };
            items.Add(item);
            last = addition;
        }

        return items is null ? list : new HoconList(last!.Source, items);
    }

    /// <summary>Scalars and the blanks between them as one text.</summary>
    public static HoconScalar Text(HoconConcatenation concatenation, IReadOnlyList<HoconNode> parts) =>
        new(concatenation.Source, string.Concat(parts.Select(part => part is HoconBlank blank ? blank.Text : ((HoconScalar)part).Text ?? "null")));

    // What is resolved is resolved for one place alone, so that it can be changed.
    private static void MergeInto(HoconBlock below, HoconBlock above)
    {
        foreach (var (key, child) in above.Fields)
        {
            if (child is HoconBlock high && below.Fields.TryGetValue(key, out var other) && other is HoconBlock low)
                MergeInto(low, high);
            else
                below.Fields[key] = child;
        }
    }
}
