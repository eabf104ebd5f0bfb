using System.Globalization;

namespace ActorServer.Cluster.Places;

/// <summary>A node, by the address at which its cluster system listens.</summary>
/// <param name="Host">As <c>cluster.host</c> has it.</param>
/// <param name="Port">As <c>cluster.port</c> has it.</param>
internal sealed record NodeName(string Host, int Port)
{
    /// <summary>As operators see it; records have the host alone.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal)
        ? string.Create(CultureInfo.InvariantCulture, $"[{Host}]:{Port}")
        : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
