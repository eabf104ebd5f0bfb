using ActorServer.EndToEnd.Tests.Harness;

namespace ActorServer.EndToEnd.Tests.Scale;

/// <summary>What a test says of one node.</summary>
/// <param name="Host">On which host it runs.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="When">When its service places clients elsewhere.</param>
internal sealed record Node(int Host, string Roles, string When = "never")
{
    /// <summary>The port of its only service.</summary>
    public const int Port = 7788;

    /// <summary>Where nodes speak to each other.</summary>
    public const int ClusterPort = 4053;

    /// <summary>Where legs are accepted.</summary>
    public const int LegsPort = 4054;

    public string Isolation { get; init; } = "thread";

    public string Handler { get; init; } = "chaos";

    /// <summary>Where its service listens instead of its port.</summary>
    public string? Listen { get; init; }

    /// <summary>Further keys of its service.</summary>
    public string Service { get; init; } = "";

    /// <summary>Further keys under <c>actor-server</c>.</summary>
    public string More { get; init; } = "";

    /// <summary>Its certificate instead of the cluster's.</summary>
    public string? Tls { get; init; }

    public string Address => Hosts.AddressOf(Host);

    /// <summary>A node that places all its clients elsewhere.</summary>
    public static Node Front(int host) => new(host, "front", "always");

    /// <summary>A node that takes clients.</summary>
    public static Node Workers(int host) => new(host, "workers");

    /// <summary>Its profile.</summary>
    public string Profile(IEnumerable<Node> seeds, ClusterFiles files) =>
        $$"""
        actor-server {
          # One that is killed would leave the runtime's files.
          diagnostics = off
          services.default {
            isolation = {{Isolation}}
            {{Listen ?? $"listen {{ host = {Address}, port = {Port} }}"}}
            handler.type = {{Handler}}
            placement.when = {{When}}
            {{Service}}
          }
          backends.process { clients-per-worker = 0 }
          cluster {
            host = {{Address}}
            roles = [{{Roles}}]
            seeds = [{{string.Join(", ", seeds.Select(seed => $"\"{seed.Address}:{ClusterPort}\""))}}]
            {{Tls ?? files.Tls(Address)}}
          }
          {{More}}
        }
        """;
}
