using System.Globalization;
using System.Text;
using ActorServer.Server.Configuration;
using Microsoft.Extensions.Configuration;

namespace ActorServer.Server.Embedding;

/// <summary>
/// A section of the application's configuration as a layer: the same keys as HOCON below <c>actor-server</c>. An array is a list. A key in capitals is one from
/// the environment, where a hyphen cannot stand: <c>MAX_CONNECTIONS</c> is <c>max-connections</c>, and stronger than what is written so.
/// </summary>
internal static class SectionLayer
{
    private static readonly string[] None = [];

    // The keys below these are somebody else's, and mean what they say, but for these.
    private static readonly Dictionary<string, string[]> OursAmongOthers = new() { ["handler"] = ["type", "path"], ["set"] = None, ["levels"] = None };

    /// <param name="section">The section.</param>
    /// <param name="directory">What relative paths in it are relative to.</param>
    /// <exception cref="ConfigurationError">A value that is written as HOCON is none.</exception>
    public static ConfigLayer Read(IConfigurationSection section, string directory)
    {
        var hocon = new StringBuilder();
        Write(hocon, section, ours: null);
        return ConfigLayer.Parse($"the configuration section {section.Path}", directory, $"{ServerDefinition.Root} {{\n{hocon}}}");
    }

    // Null for ours: all keys of the block are.
    private static void Write(StringBuilder hocon, IConfigurationSection block, string[]? ours)
    {
        // The sort is stable.
        foreach (var child in block.GetChildren().OrderBy(child => IsOfEnvironment(child.Key)))
        {
            var key = KeyOf(child.Key, ours);
            if (Value(child, ours is null ? OursAmongOthers.GetValueOrDefault(key) : None) is { } value)
                hocon.Append(CultureInfo.InvariantCulture, $"{ConfigTree.Quoted(key)} = {value}\n");
        }
    }

    private static string KeyOf(string written, string[]? ours)
    {
        var meant = IsOfEnvironment(written) ? written.Replace('_', '-').ToLowerInvariant() : written;
        return ours is null || ours.Contains(meant) ? meant : written;
    }

    private static bool IsOfEnvironment(string key) => key.Any(char.IsAsciiLetterUpper) && !key.Any(char.IsAsciiLetterLower);

    // A list in a list is in no setting.
    private static string? Item(IConfigurationSection section, string[]? ours) => section.Value is { } text ? ConfigTree.Quoted(text) : Value(section, ours);

    private static string? Value(IConfigurationSection section, string[]? ours)
    {
        var children = section.GetChildren().ToArray();
        if (children.Length == 0)
            return section.Value is { } text ? ConfigLayer.Written(text) : null;
        if (children.Select((child, index) => child.Key == index.ToString(CultureInfo.InvariantCulture)).All(isNext => isNext))
            return $"[{string.Join(", ", children.Select(child => Item(child, ours)))}]";
        var block = new StringBuilder();
        Write(block, section, ours);
        return $"{{\n{block}}}";
    }
}
