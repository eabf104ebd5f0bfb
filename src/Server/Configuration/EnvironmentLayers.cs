using System.Collections;

namespace ActorServer.Server.Configuration;

/// <summary>
/// Settings in the environment: in <c>ACTOR_SERVER__SERVICES__DEFAULT__LIMITS__MAX_CONNECTIONS=50</c> two underscores
/// separate levels and one stands for a hyphen. Other variables are not read.
/// </summary>
internal static class EnvironmentLayers
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

    private static string KeyOf(string name)
    {
        var levels = name.Split("__");
        return levels.All(level => level.Length > 0 && level.All(letter => letter is '_' || char.IsAsciiLetterOrDigit(letter)))
            ? string.Join('.', levels).Replace('_', '-').ToLowerInvariant()
            : throw new ConfigurationError($"environment variable {name} is no key: two underscores separate levels, one stands for a hyphen, as in {Prefix}SHUTDOWN__DRAIN_TIMEOUT");
    }
}
