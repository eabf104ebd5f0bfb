using ActorServer.Protocol.Configuration;
using Akka.Configuration;

namespace ActorServer.Server.Configuration;

/// <summary>One source of settings.</summary>
/// <param name="Source">How messages name it: a file, a variable, an option.</param>
/// <param name="Directory">What relative paths in it are relative to.</param>
/// <param name="Config">Its content, for the actor system.</param>
/// <param name="Tree">Its content, for us.</param>
internal sealed record ConfigLayer(string Source, string Directory, Config Config, ConfigTree Tree)
{
    /// <summary>Reads HOCON text.</summary>
    /// <exception cref="ConfigurationError">It is not HOCON.</exception>
    public static ConfigLayer Parse(string source, string directory, string text)
    {
        try
        {
            var config = HoconText.Parse(text);
            return new ConfigLayer(source, directory, config, config.Root is null || config.IsEmpty ? ConfigTree.Block() : ConfigTree.From(config.Root));
        }
        catch (Exception malformed) when (malformed is not OutOfMemoryException)
        {
            // Values that were read may still not be had: their getters have exceptions of several kinds.
            throw new ConfigurationError($"{source} is not valid HOCON: {malformed.Message}");
        }
    }

    /// <summary>One key with a value that is taken as it is, unless it is written as a list or a block.</summary>
    public static ConfigLayer Of(string source, string key, string value)
    {
        var hocon = value.StartsWith('[') || value.StartsWith('{') ? value : ConfigTree.Quoted(value);
        return Parse(source, Environment.CurrentDirectory, $"{key} = {hocon}");
    }
}
