using ActorServer.Server.Arrival;
using ActorServer.Server.Configuration;

namespace ActorServer.Server.Placing;

/// <summary>Reads a <c>placement</c> block.</summary>
internal static class PlacementSection
{
    private const string Allowed = """a list of rules, each a network and the role of the nodes that serve its clients, such as ["203.0.113.0/24 = sandbox"], or [] for none""";
    private const string When = "when";
    private const string Role = "role";
    private const string Rules = "rules";

    /// <summary>The settings.</summary>
    /// <param name="section">The block.</param>
    /// <param name="whyNone">Why this server places nobody; null if it may.</param>
    /// <exception cref="ConfigurationError">Anything is wrong.</exception>
    public static PlacementSettings Parse(SectionReader section, string? whyNone)
    {
        var when = section.Choice(When, "never", "full", "always") switch
        {
            "full" => PlacementWhen.Full,
            "always" => PlacementWhen.Always,
            _ => PlacementWhen.Never,
        };
        if (when != PlacementWhen.Never && whyNone is not null)
            throw section.Wrong(When, whyNone);
        var role = section.Text(Role);
        if (!ClusterSection.IsRole(role))
            throw section.Wrong(Role, ClusterSection.AllowedRole);
        return new PlacementSettings(when, role, [.. section.Words(Rules, Allowed).Select(rule => Rule(section, rule))]);
    }

    private static PlacementRule Rule(SectionReader section, string text)
    {
        var parts = text.Split('=');
        if (parts.Length != 2 || !ClusterSection.IsRole(parts[1].Trim()))
            throw section.Wrong(Rules, Allowed, $"; {text} is no rule");
        var (network, error) = NetworkText.Parse(parts[0].Trim());
        return error is null ? new PlacementRule(network, parts[1].Trim()) : throw section.Wrong(Rules, Allowed, $"; {error}");
    }
}
