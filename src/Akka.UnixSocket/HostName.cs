namespace ActorServer.UnixSocket;

/// <summary>The host part of an address, which names a system and its socket file.</summary>
internal static class HostName
{
    public const string Rule = "1 to 64 letters, digits, '-' and '.', beginning with a letter or digit, and not digits and dots alone";

    private const int Longest = 64;

    /// <summary>True for a name that is one file name, and that no parser of addresses takes for an IPv4 address.</summary>
    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= Longest }
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.')
        && name.Any(character => char.IsAsciiLetter(character) || character is '-');
}
