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

    private const string AllowedSeeds = """a list of nodes by address and port, such as ["10.0.0.1:4053", "[2001:db8::1]:4053"] (not Akka's URLs, nor names), or [] for no cluster""";
    private const string Host = "host";
    private const string Port = "port";
    private const string LegsPort = "legs-port";
    private const string RolesKey = "roles";
    private const string SeedsKey = "seeds";
    private const string Certificate = "certificate";
    private const string Key = "key";
    private const string Authorities = "authorities";
    private const string ReserveTimeout = "reserve-timeout";
    private const string TicketTimeout = "ticket-timeout";
    private const string LegTimeout = "leg-timeout";
    private const string DownAfter = "down-after";
    private const int LongestSeconds = 3_600;
    private const int HighestPort = 65535;
    private const int LongestRole = 40;

    /// <summary>Whether this is a role's name.</summary>
    public static bool IsRole(string word) =>
        word.Length is > 0 and <= LongestRole && word.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    /// <summary>Whether the other nodes may know a node by this: it is an IP address, and not all interfaces.</summary>
    public static bool IsNodesAddress(string text) => Address(text) is { } address && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any);

    /// <summary>The settings; null where there are no seeds, and so no cluster. All of it is checked in any case.</summary>
    /// <exception cref="ConfigurationError">Anything is wrong.</exception>
    public static ClusterBlock? Parse(SectionReader cluster)
    {
        var isNode = CheckSeeds(cluster);
        CheckOwnHost(cluster, isNode);
        if (cluster.Number(LegsPort, 0, HighestPort) == cluster.Number(Port, 1, HighestPort))
            throw cluster.Wrong(LegsPort, $"another port than cluster.{Port}");
        CheckRoles(cluster);
        var tls = cluster.Below("tls");
        foreach (var key in new[] { Certificate, Key, Authorities })
            CheckFile(tls, key, isNode);
        _ = Time(cluster, ReserveTimeout) + Time(cluster, TicketTimeout) + Seconds(cluster, LegTimeout) + Seconds(cluster, DownAfter);
        return isNode ? Make(cluster, tls) : null;
    }

    // Apart, as it loads what a server without a cluster is to do without.
    private static ClusterBlock Make(SectionReader cluster, SectionReader tls) => new(new ClusterSettings(
        new NodeName(Address(cluster.Text(Host))!.ToString(), cluster.Number(Port, 1, HighestPort)),
        cluster.Number(LegsPort, 0, HighestPort),
        [.. cluster.WordsOrWord(RolesKey).Distinct()],
        [.. cluster.Words(SeedsKey).Select(seed => Seed(seed)!.Value).Select(seed => new NodeName(seed.Host, seed.Port))],
        new ClusterTls(FullPath(tls, Certificate), FullPath(tls, Key), FullPath(tls, Authorities)))
    {
        ReserveTimeout = Time(cluster, ReserveTimeout),
        TicketTimeout = Time(cluster, TicketTimeout),
        LegTimeout = Seconds(cluster, LegTimeout),
        DownAfter = Seconds(cluster, DownAfter),
    });

    private static bool CheckSeeds(SectionReader cluster)
    {
        var seeds = cluster.Words(SeedsKey, AllowedSeeds);
        foreach (var seed in seeds)
        {
            if (Seed(seed) is null)
                throw cluster.Wrong(SeedsKey, AllowedSeeds, $"; {seed} is none");
        }

        return seeds.Count > 0;
    }

    // The other nodes find it by this, and a ticket is good from this address alone.
    private static void CheckOwnHost(SectionReader cluster, bool isNode)
    {
        var text = cluster.Text(Host);
        if (text.Length == 0 ? isNode : !IsNodesAddress(text))
            throw cluster.Wrong(Host, "this node's IP address, as the other nodes reach it; not a name, and not all interfaces");
    }

    private static void CheckRoles(SectionReader cluster)
    {
        var roles = cluster.WordsOrWord(RolesKey);
        if (roles.Count == 0 || !roles.All(IsRole))
            throw cluster.Wrong(RolesKey, "a list with front, for a node that places clients, workers, for one that takes them, or other words of a-z, 0-9 and -");
    }

    private static void CheckFile(SectionReader tls, string key, bool isNode)
    {
        if (tls.Text(key).Length == 0)
        {
            if (isNode)
                throw tls.Wrong(key, "a file in PEM; nodes speak mutual TLS alone, and `actor-server cluster init` makes what it takes");
        }
        else if (FullPath(tls, key) is var full && !File.Exists(full))
        {
            throw tls.Wrong(key, $"there is no file {full}");
        }
    }

    private static IPAddress? Address(string text) =>
        AddressText.TryParse(HostText.WithoutBrackets(text) ?? text, out var address) ? AddressText.Unmapped(address) : null;

    private static (string Host, int Port)? Seed(string text) =>
        ListenAddressText.Internet(text) is { Port: > 0 } seed && Address(seed.Host) is { } address ? (address.ToString(), seed.Port) : null;

    private static string FullPath(SectionReader tls, string key) => tls.FullPath(key, tls.Text(key));

    private static TimeSpan Time(SectionReader cluster, string key) => cluster.Duration(key, mayBeZero: false);

    private static TimeSpan Seconds(SectionReader cluster, string key) => cluster.WholeSeconds(key, 1, LongestSeconds);
}
