using System.Net;
using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Server.Accepting;

namespace ActorServer.Server.Settings;

/// <summary>
/// Looks, without listening, whether services could: whether their hosts are known and belong to this machine, and whether a Unix socket
/// could have its file. Not whether a port is free: it may be the running server, whose next configuration is checked.
/// </summary>
internal static class ListenCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>What the start would say; null where nothing is wrong.</summary>
    public static async Task<string?> FirstErrorAsync(IReadOnlyList<ServiceSettings> services, CancellationToken cancellation)
    {
        var addresses = new Dictionary<string, IReadOnlyList<IPAddress>>(StringComparer.Ordinal);
        foreach (var (service, address) in services.SelectMany(service => service.Listen.Addresses.Select(address => (service, address))))
        {
            if (await ErrorOfAsync(address, addresses, cancellation).ConfigureAwait(false) is { } error)
                return $"service {service.Name}: {error}";
        }

        return PortClash.Find(services, host => addresses[host]) is var (one, other)
            ? $"services {one.Service.Name} and {other.Service.Name} want the same port: {one.Address} and {other.Address} have an address in common"
            : null;
    }

    private static async Task<string?> ErrorOfAsync(ListenAddress address, Dictionary<string, IReadOnlyList<IPAddress>> addresses, CancellationToken cancellation)
    {
        if (address is not ListenAddress.Internet internet)
            return address is ListenAddress.Unix unix && UnixPort.Obstacle(unix.File.Path) is { } obstacle ? $"cannot listen on {address}: {obstacle}" : null;
        try
        {
            addresses[internet.Host] = await AddressesAsync(internet.Host, cancellation).ConfigureAwait(false);
        }
        catch (Exception unknown) when (unknown is SocketException or TimeoutException or ArgumentException)
        {
            return $"cannot resolve {internet.Host}: {unknown.Message.ReplaceLineEndings(" ")}";
        }

        return FirstError(internet.Port, addresses[internet.Host]);
    }

    private static async Task<IReadOnlyList<IPAddress>> AddressesAsync(string host, CancellationToken cancellation)
    {
        var found = await HostAddresses.FindAsync(host, name => Dns.GetHostAddressesAsync(name, cancellation)).WaitAsync(Patience, cancellation).ConfigureAwait(false);
        return found.Count > 0 ? found : throw new ArgumentException("it has no address");
    }

    // Of a name those addresses do not count that are of a kind which this machine does not have, unless all are.
    private static string? FirstError(int port, IReadOnlyList<IPAddress> addresses)
    {
        (IPAddress Address, SocketException Refusal)[] refused = [.. addresses.Select(address => (address, ErrorAt(address)!)).Where(one => one.Item2 is not null)];
        var counts = refused.Where(one => refused.Length == addresses.Count || !HostAddresses.IsOfMissingFamily(one.Address, one.Refusal.SocketErrorCode));
        return counts.Select(one => $"cannot listen on {new IPEndPoint(one.Address, port)}: {one.Refusal.Message}").FirstOrDefault();
    }

    private static SocketException? ErrorAt(IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, 0));
            return null;
        }
        catch (SocketException refused)
        {
            return refused;
        }
    }
}
