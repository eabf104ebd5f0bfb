using ActorServer.Server.Configuration;

namespace ActorServer.Server.Arrival;

/// <summary>Which proxies stand before a service, and what they send first.</summary>
/// <param name="Versions">The versions of the header that are taken; none: there is no proxy.</param>
/// <param name="Proxies">The proxies. They must send a header, and nobody else is let in.</param>
/// <param name="Timeout">How long the header is waited for; zero for ever.</param>
internal sealed record ProxySettings(ProxyVersions Versions, NetworkList Proxies, TimeSpan Timeout)
{
    public static ProxySettings Off { get; } = new(ProxyVersions.None, NetworkList.None, TimeSpan.Zero);

    /// <summary>Whether no header is expected.</summary>
    public bool IsOff => Versions == ProxyVersions.None;

    public static ProxySettings From(SectionReader section)
    {
        var settings = new ProxySettings(VersionsOf(section.Choice("mode", "off", "v1", "v2", "any")), NetworkList.From(section, "from"), section.Duration("timeout"));
        return settings.IsOff || !settings.Proxies.IsEmpty
            ? settings
            : throw section.Wrong("from", $"with mode = {section.Text("mode")} it names the networks of the proxies, such as [\"10.0.0.5\", \"10.1.0.0/16\"]; a header of anybody else could name any client");
    }

    private static ProxyVersions VersionsOf(string mode) => mode switch
    {
        "v1" => ProxyVersions.One,
        "v2" => ProxyVersions.Two,
        "any" => ProxyVersions.One | ProxyVersions.Two,
        _ => ProxyVersions.None,
    };
}
