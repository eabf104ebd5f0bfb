using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace ActorServer.Server.Arrival;

/// <summary>
/// An IP address as people and proxies write it. Stricter than .NET, to which <c>10</c>, <c>010.0.0.1</c> and <c>[::1]:80</c> are
/// addresses too: who is let in must not depend on a guess.
/// </summary>
internal static class AddressText
{
    private const string LettersOfV6 = "0123456789abcdefABCDEF:.";

    /// <summary>Four decimal numbers without leading zeros, or IPv6 without brackets and scope.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address) && (address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() == text : text.All(LettersOfV6.Contains));

    /// <summary>The address itself, or the one of IPv4 that is mapped into it.</summary>
    public static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
