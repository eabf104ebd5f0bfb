using System.Text;
using System.Text.RegularExpressions;
using ActorServer.Hocon;
using Akka.Configuration.Hocon;

namespace ActorServer.Server.Configuration;

/// <summary>
/// HOCON as a plain tree: a block has children in order, a leaf has the text of its value. Unlike Akka's own type it can be
/// walked, merged and written.
/// </summary>
internal sealed partial class ConfigTree
{
    private const string Null = "null";

    private readonly Dictionary<string, ConfigTree> _children = new(StringComparer.Ordinal);

    private ConfigTree(string? value, IReadOnlyList<ConfigTree>? items = null, HoconSource? source = null)
    {
        Value = value;
        Items = items;
        Source = source;
    }

    /// <summary>The text of a leaf; null for a block.</summary>
    public string? Value { get; }

    /// <summary>The items of a list, whose <see cref="Value"/> is HOCON; null for anything else.</summary>
    public IReadOnlyList<ConfigTree>? Items { get; }

    /// <summary>The text that says so; null where it was made.</summary>
    public HoconSource? Source { get; }

    public bool IsBlock => Value is null;

    public IReadOnlyDictionary<string, ConfigTree> Children => _children;

    public static ConfigTree Block() => new(null);

    public static ConfigTree Leaf(string value) => new(value);

    public static ConfigTree List(IReadOnlyList<string> words) => List([.. words.Select(Leaf)], null);

    /// <summary>The tree of what a person has written.</summary>
    public static ConfigTree From(HoconNode node)
    {
        switch (node)
        {
            case HoconBlock written:
                var block = new ConfigTree(null, source: written.Source);
                foreach (var (key, child) in written.Fields)
                    block._children[key] = From(child);
                return block;
            case HoconList list:
                return List([.. list.Items.Select(From)], list.Source);
            default:
                return new ConfigTree(((HoconScalar)node).Text ?? Null, source: node.Source);
        }
    }

    /// <summary>The tree of a block that has been checked before.</summary>
    public static ConfigTree From(HoconValue value)
    {
        if (value.IsObject())
        {
            var block = Block();
            foreach (var (key, child) in value.GetObject().Items)
                block._children[key] = From(child);
            return block;
        }

        // By its elements: the value itself says that an empty list is none.
        return value.Values.Any(element => element.IsArray())
            ? List([.. value.GetArray().Select(From)], null)
            : Leaf(value.IsEmpty ? "" : value.GetString() ?? Null);
    }

    /// <summary>What is at a path such as <c>a.b.c</c>, or null.</summary>
    public ConfigTree? Find(string path) =>
        path.Split('.').Aggregate((ConfigTree?)this, (tree, key) => tree?._children.GetValueOrDefault(key));

    /// <summary>This tree, and what it lacks from another. Neither is changed.</summary>
    public ConfigTree WithFallback(ConfigTree other)
    {
        if (!IsBlock || !other.IsBlock)
            return this;
        var merged = new ConfigTree(null, source: Source);
        foreach (var (key, child) in other._children)
            merged._children[key] = child;
        foreach (var (key, child) in _children)
            merged._children[key] = other._children.TryGetValue(key, out var below) ? child.WithFallback(below) : child;
        return merged;
    }

    /// <summary>This block with one child set.</summary>
    public ConfigTree With(string key, ConfigTree child)
    {
        var copy = Without();
        copy._children[key] = child;
        return copy;
    }

    /// <summary>This block without some of its children.</summary>
    public ConfigTree Without(params ReadOnlySpan<string> keys)
    {
        var copy = Block();
        foreach (var (key, child) in _children)
        {
            if (!keys.Contains(key))
                copy._children[key] = child;
        }

        return copy;
    }

    /// <summary>As HOCON that reads as this tree again.</summary>
    public string Render()
    {
        var text = new StringBuilder();
        RenderChildren(text, "");
        return text.ToString();
    }

    /// <summary>A string as HOCON, in quotes unless it needs none.</summary>
    public static string Quoted(string value)
    {
        if (value != Null && PlainText().IsMatch(value))
            return value;
        var text = new StringBuilder("\"");
        foreach (var character in value)
        {
            text.Append(character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ => character.ToString(),
            });
        }

        return text.Append('"').ToString();
    }

    private static ConfigTree List(IReadOnlyList<ConfigTree> items, HoconSource? source) =>
        new($"[{string.Join(", ", items.Select(item => item.RenderItem()))}]", items, source);

    private string RenderItem() => !IsBlock ? Written() : _children.Count == 0 ? "{}" : $"{{\n{Render()}}}";

    private string Written() => Items is not null ? Value! : Quoted(Value!);

    private void RenderChildren(StringBuilder text, string indent)
    {
        foreach (var (key, child) in _children)
        {
            text.Append(indent).Append(Quoted(key));
            if (child.IsBlock)
            {
                text.Append(" {\n");
                child.RenderChildren(text, indent + "  ");
                text.Append(indent).Append("}\n");
            }
            else
            {
                text.Append(" = ").Append(child.Written()).Append('\n');
            }
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]*\z")]
    private static partial Regex PlainText();
}
