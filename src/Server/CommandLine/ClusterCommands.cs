using System.CommandLine;
using ActorServer.Cluster;
using ActorServer.Cluster.Certificates;
using ActorServer.Server.Configuration;
using ActorServer.Server.Placing;

namespace ActorServer.Server.CommandLine;

/// <summary><c>actor-server cluster init</c>: certificates for nodes, for who has no authority of his own.</summary>
internal sealed class ClusterCommands(TextWriter output)
{
    private const string DefaultPort = "4053";

    private readonly Option<string> _directory = new("--directory")
    {
        HelpName = "DIR",
        Description = "Where the files go. What is there already is kept. To add a host later, name all hosts again, the new one last: the lines that are printed have all of them as seeds.",
        DefaultValueFactory = _ => "cluster",
    };

    private readonly Argument<string[]> _hosts = new("HOST")
    {
        Description = "The IP addresses of the nodes, as the other nodes reach them. A name gets a certificate too, and its address has to be filled in below.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>The command.</summary>
    public Command Cluster()
    {
        var init = new Command("init", "Make a cluster's own authority, and a certificate and key for each host.") { _directory, _hosts };
        init.SetAction(Init);
        return new Command("cluster", "What a cluster of servers needs.") { init };
    }

    private int Init(ParseResult parsed)
    {
        var directory = WorkingDirectory.FullPath(parsed.GetRequiredValue(_directory), null, "--directory");
        var hosts = parsed.GetRequiredValue(_hosts);
        foreach (var file in Make(directory, hosts))
            output.WriteLine(file);
        output.WriteLine($"# {ClusterInit.AuthorityKey} stays with you; each node gets {ClusterInit.AuthorityCertificate} and its own two files, and this:");
        var unknown = hosts.Where(host => !ClusterSection.IsNodesAddress(host)).Distinct(StringComparer.Ordinal).ToArray();
        // The server would refuse these lines as they are, and must not take half of them.
        if (unknown.Length > 0)
            output.WriteLine($"# Nodes know each other by IP addresses alone. Fill in the address of {string.Join(", ", unknown)} in host and seeds; then remove the # of these lines:");
        foreach (var host in hosts)
            output.WriteLine(unknown.Length == 0 ? Block(host, hosts) : Comment(Block(host, hosts)));
        return 0;
    }

    private static IReadOnlyList<string> Make(string directory, string[] hosts)
    {
        try
        {
            return ClusterInit.Make(directory, hosts, TimeProvider.System);
        }
        catch (Exception wrong) when (wrong is ClusterException or UnauthorizedAccessException or IOException)
        {
            throw new ConfigurationError($"cluster init: {wrong.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static string Comment(string block) => string.Join('\n', block.Split('\n').Select(line => $"# {line}"));

    private static string Block(string host, string[] hosts)
    {
        var name = ClusterInit.FileNameOf(host);
        var seeds = string.Join(", ", hosts.Select(seed => $"\"{(seed.Contains(':', StringComparison.Ordinal) ? $"[{seed}]" : seed)}:{DefaultPort}\""));
        return $$"""
            actor-server.cluster {
              host = "{{host}}"
              seeds = [{{seeds}}]
              tls { certificate = "{{name}}.pem", key = "{{name}}.key", authorities = "{{ClusterInit.AuthorityCertificate}}" }
            }
            """;
    }
}
