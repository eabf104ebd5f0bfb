using System.Net;
using System.Net.Sockets;
using ActorServer.Server.Accepting;

namespace ActorServer.Server.Settings;

/// <summary>
/// Looks, without listening, whether services could: whether their hosts are known and belong to this machine. Not whether a port
/// is free: it may be the running server, whose next configuration is checked.
/// </summary>
internal static class ListenCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>What the start would say; null where nothing is wrong.</summary>
    public static async Task<string?> FirstErrorAsync(IReadOnlyList<ServiceSettings> services, CancellationToken cancellation)
    {
        var addresses = new Dictionary<string, IReadOnlyList<IPAddress>>(StringComparer.Ordinal);
        foreach (var service in services)
        {
            try
            {
                addresses[service.Listen.Host] = await AddressesAsync(service.Listen.Host, cancellation).ConfigureAwait(false);
            }
            catch (Exception unknown) when (unknown is SocketException or TimeoutException or ArgumentException)
            {
                return $"service {service.Name}: cannot resolve {service.Listen.Host}: {unknown.Message.ReplaceLineEndings(" ")}";
            }

            if (FirstError(service.Listen, addresses[service.Listen.Host]) is { } error)
                return $"service {service.Name}: {error}";
        }

        return PortClash.Find(services, host => addresses[host]) is var (one, other)
            ? $"services {one.Name} and {other.Name} want the same port: {one.Listen.Host} and {other.Listen.Host} have an address in common, and listen.port is {one.Listen.Port} for both"
            : null;
    }

    private static async Task<IReadOnlyList<IPAddress>> AddressesAsync(string host, CancellationToken cancellation)
    {
        var found = await HostAddresses.FindAsync(host, name => Dns.GetHostAddressesAsync(name, cancellation)).WaitAsync(Patience, cancellation).ConfigureAwait(false);
        return found.Count > 0 ? found : throw new ArgumentException("it has no address");
    }

    // Of a name those addresses do not count that are of a kind which this machine does not have, unless all are.
    private static string? FirstError(ListenSettings listen, IReadOnlyList<IPAddress> addresses)
    {
        (IPAddress Address, SocketException Refusal)[] refused = [.. addresses.Select(address => (address, ErrorAt(address)!)).Where(one => one.Item2 is not null)];
        var counts = refused.Where(one => refused.Length == addresses.Count || !HostAddresses.IsOfMissingFamily(one.Address, one.Refusal.SocketErrorCode));
        return counts.Select(one => $"cannot listen on {new IPEndPoint(one.Address, listen.Port)}: {one.Refusal.Message}").FirstOrDefault();
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
