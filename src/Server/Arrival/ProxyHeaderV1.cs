using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorServer.Server.Arrival;

/// <summary>Version 1 of the PROXY header: a line of text (proxy-protocol.txt of HAProxy, 2.1).</summary>
internal static class ProxyHeaderV1
{
    /// <summary>No line is longer, its end included.</summary>
    public const int Longest = 107;

    /// <summary>With what each line begins.</summary>
    public static ReadOnlySpan<byte> Beginning => "PROXY "u8;

    /// <summary>What a whole line says; null when it is none.</summary>
    public static ProxyHeader? Parse(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith(Beginning) || !line.EndsWith("\r\n"u8) || line.Length > Longest)
            return null;
        var rest = line[Beginning.Length..^2];
        // A lone CR ends no line, and what is behind UNKNOWN is of no concern, but it is text all the same.
        if (rest.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            return null;
        var words = Encoding.ASCII.GetString(rest).Split(' ');
        return words switch
        {
            ["UNKNOWN", ..] => new ProxyHeader(line.Length),
            ["TCP4", var client, var destination, var from, var to] => Of(AddressFamily.InterNetwork, client, destination, from, to, line.Length),
            ["TCP6", var client, var destination, var from, var to] => Of(AddressFamily.InterNetworkV6, client, destination, from, to, line.Length),
            _ => null,
        };
    }

    private static ProxyHeader? Of(AddressFamily family, string client, string destination, string from, string to, int length) =>
        Address(family, client) is { } clientAddress && Address(family, destination) is { } destinationAddress && Port(from) is { } fromPort && Port(to) is { } toPort
            ? new ProxyHeader(length, new IPEndPoint(clientAddress, fromPort), new IPEndPoint(destinationAddress, toPort))
            : null;

    private static IPAddress? Address(AddressFamily family, string text) =>
        AddressText.TryParse(text, out var address) && address.AddressFamily == family ? AddressText.Unmapped(address) : null;

    private static int? Port(string text) =>
        text.Length is > 0 and <= 5 && (text.Length == 1 || text[0] != '0')
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort
            ? port
            : null;
}
