using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace ActorServer.Server.Accepting;

/// <summary>The addresses that a host stands for: the one that it is, or all that the name has.</summary>
internal static class HostAddresses
{
    /// <summary>All addresses of both families, on one socket; of IPv4 alone where the system has no IPv6.</summary>
    public const string All = "*";

    /// <summary>Each address once, those of IPv4 first.</summary>
    /// <param name="host">An address or a name.</param>
    /// <param name="lookUp">Finds the addresses of a name.</param>
    public static async Task<IReadOnlyList<IPAddress>> FindAsync(string host, Func<string, Task<IPAddress[]>> lookUp)
    {
        if (host == All)
            return [Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any];
        var found = IPAddress.TryParse(host, out var address) ? [address] : await lookUp(host).ConfigureAwait(false);
        return [.. found.Select(Unmapped).Distinct().OrderBy(one => one.AddressFamily != AddressFamily.InterNetwork)];
    }

    /// <summary>Whether an address cannot be bound because this machine has none of its kind, as where IPv6 is switched off.</summary>
    public static bool IsOfMissingFamily(IPAddress address, SocketError failure) => failure switch
    {
        SocketError.AddressFamilyNotSupported or SocketError.ProtocolFamilyNotSupported => true,
        SocketError.AddressNotAvailable => IPAddress.IsLoopback(address) || !Exists(address.AddressFamily),
        _ => false,
    };

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool Exists(AddressFamily family) => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Any(unicast => unicast.Address.AddressFamily == family);
}
