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

    /// <summary>One key with a value that is taken as it is, unless it is written as a list or a block; <c>[::1]</c> is neither.</summary>
    public static ConfigLayer Of(string source, string key, string value)
    {
        var isHocon = value.StartsWith('{') || (value.StartsWith('[') && HostText.WithoutBrackets(value) is null);
        var hocon = isHocon ? value : ConfigTree.Quoted(value);
        return Parse(source, null, $"{key} = {hocon}");
    }
}
