using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ActorServer.Server.Arrival;

/// <summary>A network as it is written, <c>10.0.0.0/8</c>; an address alone is a network of one.</summary>
internal static class NetworkText
{
    private const int MappedBits = 96;

    /// <summary>The network, or what is wrong with the text.</summary>
    public static (IPNetwork Network, string? Error) Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var addressText = slash < 0 ? text : text[..slash];
        if (!AddressText.TryParse(addressText, out var address))
            return (default, $"{addressText} is no IP address");
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var prefix = bits;
        if (slash >= 0 && !IsPrefix(text[(slash + 1)..], bits, out prefix))
            return (default, $"{text}: the length of the prefix is 0 to {bits}");
        var network = new IPNetwork(Masked(address, prefix), prefix);
        return network.BaseAddress.Equals(address)
            ? (Unmapped(network), null)
            : (default, $"{text} has bits behind its prefix; did you mean {network}, or {address}?");
    }

    private static bool IsPrefix(string text, int most, out int prefix) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out prefix) && prefix <= most && (text.Length == 1 || text[0] != '0');

    private static IPAddress Masked(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = prefix; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPAddress(bytes);
    }

    // A client of a mapped address is a client of IPv4.
    private static IPNetwork Unmapped(IPNetwork network) =>
        network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= MappedBits
            ? new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - MappedBits)
            : network;
}
