using System.Net;
using System.Net.Sockets;

namespace ActorServer.Server.Configuration;

/// <summary>How a host is written: an address or a name, an IPv6 address also in brackets, as beside a port.</summary>
internal static class HostText
{
    /// <summary>The address in the brackets, or null where the text is no IPv6 address in brackets.</summary>
    public static string? WithoutBrackets(string text) =>
        text is ['[', .. var inner, ']'] && IPAddress.TryParse(inner, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? inner : null;
}
