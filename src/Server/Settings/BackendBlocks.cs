using ActorServer.Server.Configuration;
using ActorServer.Serving.Loading;


namespace ActorServer.Server.Settings;

/// <summary>
/// The blocks under <c>actor-server.backends</c>. One whose class is that of a built-in block, by that block's name or in full,
/// falls back on it: a second pool of processes says what differs from the first.
/// </summary>
/// <param name="merged">The layers as one.</param>
/// <param name="reference">The built-in reference, which has the built-in blocks.</param>
internal sealed class BackendBlocks(ConfigTree merged, ConfigTree reference)
{
    public const string Root = "actor-server.backends";

    private const string Class = "class";

    private readonly ConfigTree _builtIn = reference.Find(Root)!;

    /// <summary>The blocks, by name.</summary>
    public IReadOnlyDictionary<string, ConfigTree> All => merged.Find(Root)!.Children;

    /// <summary>The names of the built-in blocks.</summary>
    public IEnumerable<string> BuiltIn => _builtIn.Children.Keys;

    /// <summary>A block's section, with the built-in one that it falls back on.</summary>
    public SectionReader Section(ConfigLayers layers, string name) =>
        BaseOf(name) is { } block ? new SectionReader(layers, $"{Root}.{name}", $"{Root}.{block}") : new SectionReader(layers, $"{Root}.{name}");

    /// <summary>The keys that a block may have; null where they are somebody else's.</summary>
    public ConfigTree? KnownKeys(string name)
    {
        var own = _builtIn.Children.GetValueOrDefault(name);
        var fallback = BaseOf(name) is { } block ? _builtIn.Children[block] : null;
        return own is null || fallback is null ? own ?? fallback : own.WithFallback(fallback);
    }

    /// <summary>What a value of <c>class</c> says, the name of a built-in block replaced by that block's class.</summary>
    public string FullClass(string text) => _builtIn.Find($"{text}.{Class}")?.Value ?? text;

    // The class may stand in another layer than the key that is being looked at.
    private string? BaseOf(string name) =>
        merged.Find($"{Root}.{name}.{Class}")?.Value is { } text && BuiltIn.FirstOrDefault(block => IsClassOf(block, text)) is { } found && found != name
            ? found
            : null;

    private bool IsClassOf(string block, string text) => text == block || TypeOf(text) == TypeOf(_builtIn.Find($"{block}.{Class}")!.Value!);

    private static (string Type, string Assembly)? TypeOf(string text)
    {
        try
        {
            var name = HandlerTypeName.Parse(text);
            return (name.Type, name.SimpleAssembly);
        }
        catch (HandlerLoadException)
        {
            // Not of that form; what it should be is said where the class is loaded.
            return null;
        }
    }
}
