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
    // The keys below these are somebody else's, and mean what they say.
    private static readonly string[] OfOthers = ["handler", "set", "levels"];

    /// <param name="section">The section.</param>
    /// <param name="directory">What relative paths in it are relative to.</param>
    /// <exception cref="ConfigurationError">A value that is written as HOCON is none.</exception>
    public static ConfigLayer Read(IConfigurationSection section, string directory)
    {
        var hocon = new StringBuilder();
        Write(hocon, section, isOurs: true);
        return ConfigLayer.Parse($"the configuration section {section.Path}", directory, $"{ServerDefinition.Root} {{\n{hocon}}}");
    }

    private static void Write(StringBuilder hocon, IConfigurationSection block, bool isOurs)
    {
        // The sort is stable.
        foreach (var child in block.GetChildren().OrderBy(child => IsOfEnvironment(child.Key)))
        {
            var key = isOurs && IsOfEnvironment(child.Key) ? child.Key.Replace('_', '-').ToLowerInvariant() : child.Key;
            if (Value(child, isOurs && !OfOthers.Contains(key)) is { } value)
                hocon.Append(CultureInfo.InvariantCulture, $"{ConfigTree.Quoted(key)} = {value}\n");
        }
    }

    private static bool IsOfEnvironment(string key) => key.Any(char.IsAsciiLetterUpper) && !key.Any(char.IsAsciiLetterLower);

    // A list in a list is in no setting.
    private static string? Item(IConfigurationSection section, bool isOurs) => section.Value is { } text ? ConfigTree.Quoted(text) : Value(section, isOurs);

    private static string? Value(IConfigurationSection section, bool isOurs)
    {
        var children = section.GetChildren().ToArray();
        if (children.Length == 0)
            return section.Value is { } text ? ConfigLayer.Written(text) : null;
        if (children.Select((child, index) => child.Key == index.ToString(CultureInfo.InvariantCulture)).All(isNext => isNext))
            return $"[{string.Join(", ", children.Select(child => Item(child, isOurs)))}]";
        var block = new StringBuilder();
        Write(block, section, isOurs);
        return $"{{\n{block}}}";
    }
}
