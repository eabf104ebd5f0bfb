using ActorServer.Protocol.Inbound;
using ActorServer.UnixSocket;
using Akka.Configuration;

namespace ActorServer.Protocol.Remoting;

/// <summary>What server and local workers configure of Akka.Remote, each on its side.</summary>
internal static class RemotingConfig
{
    /// <summary>The server's host name; with the actor system's name it makes its address.</summary>
    public const string ServerHost = "server";

    /// <summary>The name of a worker's actor system.</summary>
    public const string WorkerSystem = "worker";

    /// <summary>The server admits workers by <see cref="AdmittedHosts"/>, and trusts none of them.</summary>
    /// <param name="trustedSelectionPaths">The paths that workers may address by actor selection, if granted to them as well.</param>
    public static Config ForServer(IEnumerable<string> trustedSelectionPaths)
    {
        string[] trusted = [InboundFilter.RemoteWatcher, .. trustedSelectionPaths];
        return ConfigurationFactory.ParseString(
            $$"""
            akka.remote {
              untrusted-mode = on
              trusted-selection-paths = [{{string.Join(", ", trusted.Select(Quoted))}}]
              pair.host-name = {{Quoted(ServerHost)}}
            }
            """).WithFallback(ForBoth());
    }

    /// <summary>A worker has one connection, to the server. Its name is each worker's own.</summary>
    public static Config ForWorker() => ForBoth();

    private static Config ForBoth() => EmbeddedConfig.Read(typeof(RemotingConfig).Assembly, "remoting.conf")
        .WithFallback(EmbeddedConfig.Read(typeof(RemotingConfig).Assembly, "serialization.conf"));

    private static string Quoted(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
