using System.Globalization;
using ActorServer.Cluster.Gate;
using ActorServer.Cluster.Settings;
using ActorServer.UnixSocket;
using Akka.Configuration;

namespace ActorServer.Cluster.Life;

/// <summary>The configuration of a cluster system.</summary>
internal static class ClusterConfig
{
    /// <summary>For a node with these settings.</summary>
    public static Config For(ClusterSettings settings) => ConfigurationFactory.ParseString(
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            akka.remote {
              trusted-selection-paths = [{{List(InboundRules.SelectionPaths)}}]
              dot-netty.tcp { hostname = {{Quoted(settings.Self.Host)}}, port = {{settings.Self.Port}} }
            }
            akka.cluster {
              roles = [{{List(settings.Roles)}}]
              split-brain-resolver.stable-after = {{settings.DownAfter.TotalMilliseconds:0}}ms
            }
            """)).WithFallback(EmbeddedConfig.Read(typeof(ClusterConfig).Assembly, "cluster.conf"));

    private static string List(IEnumerable<string> texts) => string.Join(", ", texts.Select(Quoted));

    private static string Quoted(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
