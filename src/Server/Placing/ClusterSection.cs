using System.Net;
using ActorServer.Cluster.Places;
using ActorServer.Cluster.Settings;
using ActorServer.Server.Accepting;
using ActorServer.Server.Arrival;
using ActorServer.Server.Configuration;

namespace ActorServer.Server.Placing;

/// <summary>Reads the block <c>cluster</c>.</summary>
internal static class ClusterSection
{
    /// <summary>What is allowed as a role, for messages.</summary>
    public const string AllowedRole = "a word of a-z, 0-9 and -, such as workers";

    private const string Host = "host";
    private const string Port = "port";
    private const string LegsPort = "legs-port";
    private const string RolesKey = "roles";
    private const string SeedsKey = "seeds";
    private const string DefaultRole = "workers";
    private const int HighestPort = 65535;
    private const int LongestRole = 40;

    /// <summary>Whether the server is a node: there is no cluster without seeds.</summary>
    public static bool HasSeeds(SectionReader cluster) => cluster.Words(SeedsKey, AllowedSeeds).Count > 0;

    /// <summary>Whether this is a role's name.</summary>
    public static bool IsRole(string word) =>
        word.Length is > 0 and <= LongestRole && word.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    /// <summary>The settings of a server that has seeds.</summary>
    /// <exception cref="ConfigurationError">Anything is wrong.</exception>
    public static ClusterSettings Parse(SectionReader cluster)
    {
        var self = new NodeName(OwnHost(cluster), cluster.Number(Port, 1, HighestPort));
        var legsPort = cluster.Number(LegsPort, 0, HighestPort);
        if (legsPort == self.Port)
            throw cluster.Wrong(LegsPort, $"another port than cluster.{Port}");
        var seeds = cluster.Words(SeedsKey, AllowedSeeds).Select(seed => Seed(seed) ?? throw cluster.Wrong(SeedsKey, AllowedSeeds, $"; {seed} is none")).ToArray();
        var tls = cluster.Below("tls");
        return new ClusterSettings(
            self, legsPort, Roles(cluster), seeds, new ClusterTls(File(tls, "certificate"), File(tls, "key"), File(tls, "authorities")))
        {
            ReserveTimeout = cluster.Duration("reserve-timeout", mayBeZero: false),
            TicketTimeout = cluster.Duration("ticket-timeout", mayBeZero: false),
            LegTimeout = cluster.WholeSeconds("leg-timeout", 1, 3_600),
            DownAfter = cluster.WholeSeconds("down-after", 1, 3_600),
        };
    }

    private const string AllowedSeeds = """a list of nodes by address and port, such as ["10.0.0.1:4053", "[2001:db8::1]:4053"] (not Akka's URLs, nor names), or [] for no cluster""";

    // The other nodes find it by this, and a ticket is good from this address alone.
    private static string OwnHost(SectionReader cluster)
    {
        var text = cluster.Text(Host);
        return Address(HostText.WithoutBrackets(text) ?? text) is { } address && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
            ? address.ToString()
            : throw cluster.Wrong(Host, "this node's IP address, as the other nodes reach it; not a name, and not all interfaces");
    }

    private static IPAddress? Address(string text) => AddressText.TryParse(text, out var address) ? AddressText.Unmapped(address) : null;

    private static NodeName? Seed(string text) =>
        ListenAddressText.Internet(text) is { Port: > 0 } seed && Address(seed.Host) is { } address ? new NodeName(address.ToString(), seed.Port) : null;

    private static IReadOnlyList<string> Roles(SectionReader cluster)
    {
        const string allowed = $"a list with front, for a node that places clients, {DefaultRole}, for one that takes them, or other words of a-z, 0-9 and -";
        var roles = cluster.WordsOrWord(RolesKey);
        return roles.Count > 0 && roles.All(IsRole) ? [.. roles.Distinct()] : throw cluster.Wrong(RolesKey, allowed);
    }

    private static string File(SectionReader tls, string key)
    {
        if (tls.Text(key) is not { Length: > 0 } path)
            throw tls.Wrong(key, "a file in PEM; nodes speak mutual TLS alone, and `actor-server cluster init` makes what it takes");
        var full = tls.FullPath(key, path);
        return System.IO.File.Exists(full) ? full : throw tls.Wrong(key, $"there is no file {full}");
    }
}
