using System.Globalization;
using ActorServer.Server.Configuration;

namespace ActorServer.Server.Accepting;

/// <summary>How an address to listen on is written: <c>127.0.0.1:7788</c>, <c>[::1]:7788</c>, <c>a.name:7788</c>, <c>*:7788</c>, <c>unix:PATH</c>.</summary>
internal static class ListenAddressText
{
    /// <summary>What the path of a Unix socket follows.</summary>
    public const string UnixPrefix = "unix:";

    /// <summary>What is allowed, for messages.</summary>
    public const string Allowed = "an address and its port, such as 127.0.0.1:7788, [::1]:7788, a.name:7788 or *:7788 (all of IPv4 and IPv6), or unix: and a path";

    private const int HighestPort = 65535;

    /// <summary>The path of a Unix socket as it is written, which may be relative; null for any other address.</summary>
    public static string? UnixPath(string text) =>
        text.StartsWith(UnixPrefix, StringComparison.Ordinal) && text.Length > UnixPrefix.Length && !text.Contains('\0', StringComparison.Ordinal)
            ? text[UnixPrefix.Length..]
            : null;

    /// <summary>An address and its port; null where the text is none.</summary>
    public static ListenAddress.Internet? Internet(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && Port(text.AsSpan(colon + 1)) is { } port && Host(text[..colon]) is { } host ? new ListenAddress.Internet(host, port) : null;
    }

    private static int? Port(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= HighestPort ? port : null;

    // An IPv6 address needs its brackets here: without them nobody knows where its port begins.
    private static string? Host(string text) =>
        text.StartsWith('[') ? HostText.WithoutBrackets(text)
            : text == HostAddresses.All || text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' || letter > 127) ? text
            : null;
}
