namespace ActorServer.Server.Configuration;

/// <summary>
/// The command line or the configuration is wrong. The message is one line that names the key or option, the value, what is
/// allowed and where it was set.
/// </summary>
public sealed class ConfigurationError : Exception
{
    /// <summary>An error with this message.</summary>
    /// <param name="message">One line; line ends in it become spaces.</param>
    public ConfigurationError(string message)
        : base(message.ReplaceLineEndings(" "))
    {
    }
}
