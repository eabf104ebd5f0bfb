using System.Globalization;
using System.Text.RegularExpressions;
using ActorServer.Hocon;
using Akka.Configuration;

namespace ActorServer.Server.Configuration;

/// <summary>
/// Reads values of one section and says exactly what is wrong with one: its key, its value, what is allowed and where it
/// was set. A section may fall back to others, as a service does to the service defaults.
/// </summary>
internal sealed partial class SectionReader
{
    private readonly ConfigLayers _layers;
    private readonly string[] _paths;

    public SectionReader(ConfigLayers layers, params string[] paths)
    {
        _layers = layers;
        _paths = paths;
    }

    /// <summary>Reads a block that has been checked before.</summary>
    public static SectionReader Of(Config block) => new(
        new ConfigLayers([new ConfigLayer(new HoconSource("the block", null), block, ConfigTree.From(block.Root))]), "");

    /// <summary>A section below this one.</summary>
    public SectionReader Below(string key) => new(_layers, [.. _paths.Select(path => Join(path, key))]);

    /// <summary>The section as a whole, own keys before those that it falls back to.</summary>
    public ConfigTree Tree() => _paths
        .Select(path => path.Length == 0 ? _layers.Merged : _layers.Merged.Find(path) ?? ConfigTree.Block())
        .Aggregate((own, fallback) => own.WithFallback(fallback));

    public string Text(string key) => Find(key).Value;

    public string? TextOrNull(string key) => Has(key) ? Find(key).Value : null;

    public bool Has(string key) => _paths.Any(path => _layers.SourceOf(Join(path, key)) is not null);

    /// <summary>Whether a key is set for this section itself, not only for those that it falls back to.</summary>
    public bool IsOwn(string key) => _layers.SourceOf(Join(_paths[0], key)) is not null;

    /// <summary>Whether the configuration as a whole has a block at this path.</summary>
    public bool IsBlock(string path) => _layers.Merged.Find(path) is { IsBlock: true };

    /// <summary>Where a key was set, for messages.</summary>
    public string Place(string key) => $"{Find(key).Path} in {Find(key).Source.Name}";

    /// <summary>A path in this key's value, made absolute: it is relative to the file that says so.</summary>
    /// <param name="key">The key.</param>
    /// <param name="path">The path.</param>
    /// <param name="source">Where the path itself stands, in a value that is put together of several texts.</param>
    public string FullPath(string key, string path, HoconSource? source = null) =>
        WorkingDirectory.FullPath(path, (source ?? Find(key).Source).Directory, Place(key));

    public int Number(string key, int least, int most = int.MaxValue)
    {
        var text = Text(key);
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        throw Wrong(key, most == int.MaxValue ? $"a whole number from {least} on" : $"a whole number from {least} to {most}");
    }

    /// <summary>Per cent, 0 to 100.</summary>
    public int Percentage(string key) =>
        PercentageText().Match(Text(key)) is { Success: true } match && int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) is var number and <= 100
            ? number
            : throw Wrong(key, "a percentage from 0% to 100%, without a fraction");

    public TimeSpan Duration(string key, bool mayBeZero = true)
    {
        if (ParseDuration(Text(key)) is { } duration && (mayBeZero || duration > TimeSpan.Zero))
            return duration;
        throw Wrong(key, mayBeZero ? "a duration with its unit, at most 24d, such as 500ms, 10s, 5m, 1h or 1d, or 0s" : "a duration above 0 with its unit, at most 24d, such as 500ms or 10s");
    }

    public TimeSpan WholeSeconds(string key, int least, int most)
    {
        if (ParseDuration(Text(key)) is { Ticks: var ticks } && ticks % TimeSpan.TicksPerSecond == 0 && ticks / TimeSpan.TicksPerSecond >= least && ticks / TimeSpan.TicksPerSecond <= most)
            return TimeSpan.FromTicks(ticks);
        throw Wrong(key, $"whole seconds from {least}s to {most}s, such as 10s or 5m{(least == 0 ? "; 0s is off" : "")}");
    }

    public int Size(string key, int least, int most)
    {
        if (ParseSize(Text(key)) is { } size && size >= least && size <= most)
            return (int)size;
        throw Wrong(key, $"a size from {least >> 10}KiB to {most >> 20}MiB, such as 256KiB or 1MiB");
    }

    /// <summary>A size in bytes, or 0 for none.</summary>
    public long SizeOrNone(string key, long least) =>
        ParseSize(Text(key)) is { } size && (size == 0 || size >= least)
            ? size
            : throw Wrong(key, $"0 for none, or a size from {least >> 20}MiB on, such as 256MiB or 1GiB");

    public string Choice(string key, params string[] allowed)
    {
        var text = Text(key);
        return allowed.Contains(text) ? text : throw Wrong(key, string.Join(", ", allowed), Nearest.Suggestion(text, allowed));
    }

    /// <summary>A list of words; one word alone is a list too, and written as one.</summary>
    public IReadOnlyList<string> Words(string key, string allowed = "a list of words, such as [nice, -n, 5], or [] for none")
    {
        var items = _layers.Merged.Find(Find(key).Path)!.Items;
        if (items is null || items.Any(item => item.IsBlock || item.Items is not null))
            throw Wrong(key, allowed);
        return items.Count == 0 ? [] : [.. items.Select(item => item.Value!)];
    }

    /// <summary>A list of words, or one word without brackets; none for the empty word.</summary>
    public IReadOnlyList<string> WordsOrWord(string key) =>
        _layers.Merged.Find(Find(key).Path)! is { Items: null, IsBlock: false, Value: { } word } ? word.Length == 0 ? [] : [word] : Words(key);

    /// <summary>A list of blocks.</summary>
    public IReadOnlyList<ConfigTree> Blocks(string key)
    {
        var items = _layers.Merged.Find(Find(key).Path)!.Items;
        return items is null || items.Any(item => !item.IsBlock)
            ? throw Wrong(key, "a list of blocks, such as [{ ... }, { ... }], or [] for none")
            : items;
    }

    /// <summary>An error about this key's value.</summary>
    public ConfigurationError Wrong(string key, string allowed, string more = "")
    {
        var (path, value, source) = Find(key);
        return new ConfigurationError($"{path} = {(value.Length == 0 ? "\"\"" : value)} in {source.Name} is not allowed: {allowed}{more}");
    }

    /// <summary>A duration with a unit, or 0; null when the text is none.</summary>
    internal static TimeSpan? ParseDuration(string text)
    {
        if (text.Trim() == "0")
            return TimeSpan.Zero;
        var match = DurationText().Match(text);
        if (!match.Success)
            return null;
        double milliseconds = match.Groups["unit"].Value switch
        {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => 86_400_000,
        };
        var value = double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * milliseconds;
        // Timers count milliseconds in 32 bits.
        return value <= int.MaxValue ? TimeSpan.FromMilliseconds(value) : null;
    }

    /// <summary>A size in bytes; null when the text is none.</summary>
    internal static long? ParseSize(string text)
    {
        var match = SizeText().Match(text);
        if (!match.Success || !long.TryParse(match.Groups["number"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        var unit = match.Groups["unit"].Value switch
        {
            "kB" => 1_000L,
            "KiB" => 1L << 10,
            "MB" => 1_000_000L,
            "MiB" => 1L << 20,
            "GB" => 1_000_000_000L,
            "GiB" => 1L << 30,
            _ => 1L,
        };
        return number <= long.MaxValue / unit ? number * unit : null;
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private (string Path, string Value, HoconSource Source) Find(string key)
    {
        foreach (var path in _paths.Select(prefix => Join(prefix, key)))
        {
            if (_layers.SourceOf(path) is { } source)
                return (path, _layers.Merged.Find(path)!.Value ?? "a block", source);
        }

        throw new ConfigurationError($"{Join(_paths[0], key)} is missing; it must be set");
    }

    [GeneratedRegex(@"\A\s*(?<number>[0-9]{1,12}(\.[0-9]{1,9})?)\s*(?<unit>ms|s|m|h|d)\s*\z")]
    private static partial Regex DurationText();

    [GeneratedRegex(@"\A\s*(?<number>[0-9]{1,3})\s*%\s*\z")]
    private static partial Regex PercentageText();

    [GeneratedRegex(@"\A\s*(?<number>[0-9]{1,18})\s*(?<unit>B|kB|KiB|MB|MiB|GB|GiB)?\s*\z")]
    private static partial Regex SizeText();
}
