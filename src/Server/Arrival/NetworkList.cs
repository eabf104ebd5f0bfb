using System.Net;
using ActorServer.Server.Configuration;

namespace ActorServer.Server.Arrival;

/// <summary>Networks, and whether clients of this machine's Unix sockets belong to them as well.</summary>
internal sealed class NetworkList(IReadOnlyList<IPNetwork> networks, bool unix = false)
{
    private const string Unix = "unix";

    /// <summary>Nobody.</summary>
    public static NetworkList None { get; } = new([]);

    /// <summary>Whether it is without any entry.</summary>
    public bool IsEmpty => networks.Count == 0 && !unix;

    public static NetworkList From(SectionReader section, string key)
    {
        const string allowed = """a list of networks, such as ["10.0.0.0/8", "2001:db8::/32", "unix"], or [] for none""";
        var networks = new List<IPNetwork>();
        var words = section.Words(key, allowed);
        foreach (var word in words.Where(word => word != Unix))
        {
            var (network, error) = NetworkText.Parse(word);
            if (error is not null)
                throw section.Wrong(key, allowed, $"; {error}");
            networks.Add(network);
        }

        return new NetworkList(networks, words.Contains(Unix));
    }

    /// <summary>Whether this end belongs to one of them. An address of IPv4 that is mapped into IPv6 counts as IPv4.</summary>
    public bool Contains(EndPoint end)
    {
        if (end is not IPEndPoint { Address: var address })
            return unix;
        var unmapped = AddressText.Unmapped(address);
        foreach (var network in networks)
        {
            if (network.Contains(unmapped))
                return true;
        }

        return false;
    }
}
