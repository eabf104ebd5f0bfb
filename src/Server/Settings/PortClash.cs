using System.Net;
using System.Net.Sockets;
using ActorServer.Server.Accepting;

namespace ActorServer.Server.Settings;

/// <summary>Finds two services of which only one could listen: on the same port, at addresses that overlap.</summary>
internal static class PortClash
{
    private const string Localhost = "localhost";

    /// <summary>The first two that clash; null when none do. A port that the system chooses is nobody else's.</summary>
    /// <param name="services">The services.</param>
    /// <param name="addresses">What a host means; without it what is written, as other names are looked up at the start only.</param>
    public static (ServiceSettings One, ServiceSettings Other)? Find(IReadOnlyList<ServiceSettings> services, Func<string, IReadOnlyList<IPAddress>>? addresses = null)
    {
        addresses ??= Written;
        for (var at = 0; at < services.Count; at++)
        {
            var one = services[at];
            if (services.Skip(at + 1).FirstOrDefault(other => Clash(one.Listen, other.Listen, addresses)) is { } other)
                return (one, other);
        }

        return null;
    }

    private static bool Clash(ListenSettings one, ListenSettings other, Func<string, IReadOnlyList<IPAddress>> addresses) =>
        one.Port != 0 && one.Port == other.Port
            && (string.Equals(one.Host, other.Host, StringComparison.OrdinalIgnoreCase) || addresses(one.Host).Any(address => addresses(other.Host).Any(another => Overlap(Plain(address), Plain(another)))));

    private static IPAddress[] Written(string host) =>
        string.Equals(host, Localhost, StringComparison.OrdinalIgnoreCase) ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
            : IPAddress.TryParse(host, out var address) ? [address]
            : [];

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool Overlap(IPAddress one, IPAddress other) => one.Equals(other) || Covers(one, other) || Covers(other, one);

    // :: is for IPv4 as well.
    private static bool Covers(IPAddress all, IPAddress one) =>
        all.Equals(IPAddress.IPv6Any) || (all.Equals(IPAddress.Any) && one.AddressFamily == AddressFamily.InterNetwork);
}
