using ActorServer.Server.Configuration;

namespace ActorServer.Server.Arrival;

/// <summary>What one source may have, and what a source is.</summary>
/// <param name="MaxConnections">Clients at the same time, served or held; 0: no limit.</param>
/// <param name="Rate">New clients.</param>
/// <param name="PrefixV4">So many first bits of an address of IPv4 make a source.</param>
/// <param name="PrefixV6">The same for IPv6.</param>
internal sealed record SourceSettings(int MaxConnections, RateSettings Rate, int PrefixV4 = 32, int PrefixV6 = 64)
{
    public static SourceSettings Off { get; } = new(0, default);

    /// <summary>Whether there is no limit.</summary>
    public bool IsOff => MaxConnections == 0 && Rate.IsOff;

    public static SourceSettings From(SectionReader section) => new(
        section.Number("max-connections", 0),
        RateSettings.From(section),
        section.Number("prefix-v4", 1, 32),
        section.Number("prefix-v6", 1, 128));
}
