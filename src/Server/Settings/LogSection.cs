using ActorServer.Server.Configuration;
using ActorServer.Server.Output;

namespace ActorServer.Server.Settings;

/// <summary>Reads the block <c>log</c>.</summary>
internal static class LogSection
{
    private const string CategoriesKey = "levels";

    /// <summary>The levels as they are written.</summary>
    public static string[] Levels { get; } = [.. LogLevels.Names];

    /// <summary>How the log is written.</summary>
    public static LogFormatKind Format(SectionReader log) => log.Choice("format", "text", "json", "systemd") switch
    {
        "json" => LogFormatKind.Json,
        "systemd" => LogFormatKind.Systemd,
        _ => LogFormatKind.Text,
    };

    /// <summary>The levels of single categories.</summary>
    /// <exception cref="ConfigurationError">One is no level.</exception>
    public static IReadOnlyDictionary<string, string> OfCategories(ConfigLayers layers, SectionReader log)
    {
        var levels = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Read("", log.Below(CategoriesKey).Tree());
        return levels;

        // A name without quotes is a path to HOCON: ActorServer.Admin = debug is a block ActorServer.
        void Read(string prefix, ConfigTree block)
        {
            foreach (var (key, child) in block.Children)
            {
                var category = prefix + key;
                if (child.IsBlock)
                    Read(category + '.', child);
                else if (Levels.Contains(child.Value))
                    levels[category] = child.Value!;
                else
                    throw Wrong(category, child);
            }
        }

        ConfigurationError Wrong(string category, ConfigTree child) => new(
            $"actor-server.log.{CategoriesKey}.{ConfigTree.Quoted(category)} = {child.Value} in {(child.Source ?? layers.SourceOf("actor-server.log")!).Name} is not allowed: {string.Join(", ", Levels)}{Nearest.Suggestion(child.Value!, Levels)}");
    }
}
