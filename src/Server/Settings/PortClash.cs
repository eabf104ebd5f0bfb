using System.Net;
using System.Net.Sockets;
using ActorServer.Server.Accepting;

namespace ActorServer.Server.Settings;

/// <summary>Finds two addresses of services of which only one could be listened on: one port at hosts that overlap, or one Unix socket.</summary>
internal static class PortClash
{
    private const string Localhost = "localhost";

    /// <summary>The first two that clash; null when none do. A port that the system chooses is nobody else's.</summary>
    /// <param name="services">The services.</param>
    /// <param name="addresses">What a host means; without it what is written, as other names are looked up at the start only.</param>
    public static (Wanted One, Wanted Other)? Find(IReadOnlyList<ServiceSettings> services, Func<string, IReadOnlyList<IPAddress>>? addresses = null)
    {
        addresses ??= Written;
        Wanted[] wanted = [.. services.SelectMany(service => service.Listen.Addresses.Select(address => new Wanted(service, address)))];
        for (var at = 0; at < wanted.Length; at++)
        {
            var one = wanted[at];
            if (wanted.Skip(at + 1).FirstOrDefault(other => Clash(one.Address, other.Address, addresses)) is { } other)
                return (one, other);
        }

        return null;
    }

    private static bool Clash(ListenAddress one, ListenAddress other, Func<string, IReadOnlyList<IPAddress>> addresses) => (one, other) switch
    {
        (ListenAddress.Unix a, ListenAddress.Unix b) => a.File.Path == b.File.Path,
        (ListenAddress.Internet a, ListenAddress.Internet b) => a.Port != 0 && a.Port == b.Port && Overlap(a.Host, b.Host, addresses),
        _ => false,
    };

    private static bool Overlap(string one, string other, Func<string, IReadOnlyList<IPAddress>> addresses) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase)
            || addresses(one).Any(address => addresses(other).Any(another => Overlap(Plain(address), Plain(another))));

    private static IPAddress[] Written(string host) =>
        string.Equals(host, Localhost, StringComparison.OrdinalIgnoreCase) ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
            : host == HostAddresses.All ? [IPAddress.IPv6Any]
            : IPAddress.TryParse(host, out var address) ? [address]
            : [];

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool Overlap(IPAddress one, IPAddress other) => one.Equals(other) || Covers(one, other) || Covers(other, one);

    // :: is for IPv4 as well.
    private static bool Covers(IPAddress all, IPAddress one) =>
        all.Equals(IPAddress.IPv6Any) || (all.Equals(IPAddress.Any) && one.AddressFamily == AddressFamily.InterNetwork);

    /// <summary>One address that a service is to listen on.</summary>
    internal sealed record Wanted(ServiceSettings Service, ListenAddress Address);
}
