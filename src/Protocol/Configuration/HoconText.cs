using Akka.Configuration;

namespace ActorServer.Protocol.Configuration;

/// <summary>
/// HOCON as a person has written it: whatever it is, it is read or refused. Akka's parser alone takes some slips for something
/// else, does not return from others, and hands out values that overflow the stack of whoever reads them.
/// </summary>
internal static class HoconText
{
    /// <summary>Reads it; blank text is an empty configuration.</summary>
    /// <exception cref="FormatException">It is not HOCON; the message says why.</exception>
    public static Config Parse(string text)
    {
        if (HoconSyntax.FirstError(text) is { } error)
            throw new FormatException(error);
        var config = Parsed(text);
        return config.Root is { } root && Substitutions.LeadInCircles(root)
            ? throw new FormatException("a substitution leads back to where it stands, or has no path")
            : config;
    }

    private static Config Parsed(string text)
    {
        try
        {
            return text.Trim().Length == 0 ? Config.Empty : ConfigurationFactory.ParseString(text);
        }
        catch (Exception malformed) when (malformed is not OutOfMemoryException)
        {
            // The parser has several exceptions of its own and lets those of its helpers through.
            throw new FormatException(malformed.Message, malformed);
        }
    }
}
