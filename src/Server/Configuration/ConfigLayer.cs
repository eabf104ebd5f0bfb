using ActorServer.Hocon;
using Akka.Configuration;

namespace ActorServer.Server.Configuration;

/// <summary>One source of settings.</summary>
/// <param name="Origin">Where they come from. What the text includes has an origin of its own, which its values name.</param>
/// <param name="Config">Its content, for the actor system.</param>
/// <param name="Tree">Its content, for us.</param>
internal sealed record ConfigLayer(HoconSource Origin, Config Config, ConfigTree Tree)
{
    /// <summary>How messages name it: a file, a variable, an option.</summary>
    public string Source => Origin.Name;

    /// <summary>Whether it can be read again from where it came.</summary>
    public bool CanBeReadAgain { get; init; } = true;

    /// <summary>Reads HOCON text.</summary>
    /// <param name="source">How messages name it.</param>
    /// <param name="directory">What relative paths in it are relative to; null for the working directory.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="ConfigurationError">It is not HOCON.</exception>
    public static ConfigLayer Parse(string source, string? directory, string text)
    {
        try
        {
            var origin = new HoconSource(source, directory);
            var block = HoconText.Read(text, origin, HandlerShorthand.Instance);
            return new ConfigLayer(origin, HoconText.ConfigOf(block), ConfigTree.From(block));
        }
        catch (UnresolvedSubstitutionException unresolved)
        {
            throw new ConfigurationError($"{source}: {unresolved.Message}");
        }
        catch (FormatException malformed)
        {
            throw new ConfigurationError($"{source} is not valid HOCON: {malformed.Message}");
        }
    }

    /// <summary>One key with a value.</summary>
    /// <inheritdoc cref="Parse"/>
    public static ConfigLayer Of(string source, string key, string value, string? directory = null) => Parse(source, directory, $"{key} = {Written(value)}");

    /// <summary>A value as HOCON: taken as it is, unless it is written as a list or a block; <c>[::1]</c> and <c>[::1]:80</c> are neither.</summary>
    public static string Written(string value)
    {
        var isHocon = value.StartsWith('{') || (value.StartsWith('[') && HostText.WithoutBrackets(value[..(value.IndexOf(']', StringComparison.Ordinal) + 1)]) is null);
        return isHocon ? value : ConfigTree.Quoted(value);
    }

    /// <summary>This one, and what it lacks from a weaker one, as one layer; each value goes on to name where it comes from.</summary>
    public ConfigLayer Over(ConfigLayer weak) => this with { Config = Config.WithFallback(weak.Config), Tree = Tree.WithFallback(weak.Tree) };
}
