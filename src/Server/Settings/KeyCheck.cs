using ActorServer.Server.Configuration;

namespace ActorServer.Server.Settings;

/// <summary>
/// Finds keys that nobody reads: whatever is under <c>actor-server</c> must stand in the reference, but for the blocks whose
/// keys are somebody else's. A misspelt key is an error, not silence.
/// </summary>
/// <param name="reference">The reference.</param>
/// <param name="backends">The blocks under <c>backends</c>, of all layers.</param>
internal sealed class KeyCheck(ConfigTree reference, BackendBlocks backends)
{
    // It is part of workers' host names.
    private const int LongestServiceName = 40;

    private const string Root = "actor-server";

    private static readonly string[] Roots = [Root, "akka"];

    // Blocks with keys of others: handlers, plugged-in backends, Akka, variables.
    private readonly ConfigTree _service = reference.Find($"{Root}.service-defaults")!;

    private readonly ConfigTree _variables = reference.Find($"{Root}.backends.process.environment.set")!;

    private readonly ConfigTree _categories = reference.Find($"{Root}.log.levels")!;

    /// <summary>Checks a layer.</summary>
    /// <exception cref="ConfigurationError">A key is unknown, or a block where a value should be, or the reverse.</exception>
    public void Check(ConfigLayer layer)
    {
        foreach (var key in layer.Tree.Children.Keys)
        {
            if (!Roots.Contains(key))
                throw Unknown(layer, key, layer.Tree.Children[key], key, Roots);
        }

        if (layer.Tree.Find(Root) is { } tree)
            CheckBlock(layer, Root, tree, reference.Find(Root)!);
    }

    private void CheckBlock(ConfigLayer layer, string path, ConfigTree tree, ConfigTree known)
    {
        if (!tree.IsBlock)
            throw new ConfigurationError($"{path} = {tree.Value} in {SourceOf(layer, tree)} is not allowed: it is a block with the keys {string.Join(", ", known.Children.Keys)}");
        foreach (var (key, child) in tree.Children)
            CheckChild(layer, $"{path}.{key}", key, child, known);
    }

    private void CheckChild(ConfigLayer layer, string path, string key, ConfigTree child, ConfigTree known)
    {
        if (known == reference.Find($"{Root}.services"))
            CheckService(layer, path, key, child);
        else if (known == reference.Find(BackendBlocks.Root))
            CheckBackend(layer, path, key, child);
        else if (known == _service.Find("handler") || known == _variables || known == _categories || path == $"{Root}.event-dispatcher")
            return;
        else if (!known.Children.TryGetValue(key, out var expected))
            throw Unknown(layer, path, child, key, known.Children.Keys);
        else if (expected.IsBlock)
            CheckBlock(layer, path, child, expected);
        else if (child.IsBlock)
            throw new ConfigurationError($"{path} in {SourceOf(layer, child)} is a block; it takes one value, such as {expected.Value}");
    }

    private void CheckService(ConfigLayer layer, string path, string name, ConfigTree service)
    {
        if (!IsServiceName(name))
            throw new ConfigurationError($"{path} in {SourceOf(layer, service)}: '{name}' is no name for a service: it begins with a letter a to z, goes on with a-z, 0-9 and -, and has at most {LongestServiceName} characters");
        CheckBlock(layer, path, service, _service);
    }

    private void CheckBackend(ConfigLayer layer, string path, string name, ConfigTree backend)
    {
        if (backends.KnownKeys(name) is { } known)
            CheckBlock(layer, path, backend, known);
    }

    private static bool IsServiceName(string name) =>
        name.Length is > 0 and <= LongestServiceName && name[0] is >= 'a' and <= 'z' && name.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    private static string SourceOf(ConfigLayer layer, ConfigTree value) => (value.Source ?? layer.Origin).Name;

    private static ConfigurationError Unknown(ConfigLayer layer, string path, ConfigTree value, string key, IEnumerable<string> known)
    {
        var shown = value.IsBlock ? "" : $" = {value.Value}";
        var prefix = path[..^key.Length];
        return new ConfigurationError(
            $"unknown key {path}{shown} in {SourceOf(layer, value)}; known here: {string.Join(", ", known)}{Nearest.Suggestion(key, known).Replace("mean ", $"mean {prefix}", StringComparison.Ordinal)}");
    }
}
