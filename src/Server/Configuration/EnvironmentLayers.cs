using System.Collections;
using System.Text.RegularExpressions;

namespace ActorServer.Server.Configuration;

/// <summary>
/// Settings in the environment: in <c>ACTOR_SERVER__SERVICES__DEFAULT__LIMITS__MAX_CONNECTIONS=50</c> two underscores
/// separate levels and one stands for a hyphen. Other variables are not read.
/// </summary>
internal static partial class EnvironmentLayers
{
    private const string Prefix = "ACTOR_SERVER__";

    /// <summary>One layer a variable, in the order of their names.</summary>
    public static IReadOnlyList<ConfigLayer> Read(IDictionary variables) =>
    [
        .. variables.Keys.Cast<string>()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => ConfigLayer.Of($"environment variable {name}", KeyOf(name), (string?)variables[name] ?? "")),
    ];

    /// <summary>A line for each variable that looks like a setting and is none: with one underscore for two at the beginning, or in small letters.</summary>
    public static IEnumerable<string> Misspelt(IDictionary variables) =>
        from name in variables.Keys.Cast<string>().Order(StringComparer.Ordinal)
        where !name.StartsWith(Prefix, StringComparison.Ordinal) && name.Contains("__", StringComparison.Ordinal)
        let match = NearlyPrefix().Match(name)
        where match.Success
        select $"environment variable {name} is not read, as it does not begin with {Prefix}; {Prefix}{name[match.Length..].ToUpperInvariant()} would be";

    [GeneratedRegex("^ACTOR_*SERVER_+", RegexOptions.IgnoreCase)]
    private static partial Regex NearlyPrefix();

    private static string KeyOf(string name)
    {
        var levels = name.Split("__");
        return levels.All(level => level.Length > 0 && level.All(letter => letter is '_' || char.IsAsciiLetterOrDigit(letter)))
            ? string.Join('.', levels).Replace('_', '-').ToLowerInvariant()
            : throw new ConfigurationError($"environment variable {name} is no key: two underscores separate levels, one stands for a hyphen, as in {Prefix}SHUTDOWN__DRAIN_TIMEOUT");
    }
}
