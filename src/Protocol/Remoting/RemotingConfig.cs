using Akka.Configuration;

namespace ActorServer.Protocol.Remoting;

/// <summary>What server and local workers configure of Akka.Remote, each on its side.</summary>
internal static class RemotingConfig
{
    /// <summary>The server's host name; with the actor system's name it makes its address.</summary>
    public const string ServerHost = "server";

    /// <summary>The name of a worker's actor system.</summary>
    public const string WorkerSystem = "worker";

    /// <summary>The server listens, admits workers by <see cref="RemotingCredentials"/>, and trusts none of them.</summary>
    /// <param name="directory">Where the socket files lie: this user's own, mode 0700.</param>
    /// <param name="trustedSelectionPaths">The paths that workers may address by actor selection, if granted to them as well.</param>
    public static Config ForServer(string directory, IEnumerable<string> trustedSelectionPaths)
    {
        string[] trusted = [InboundFilter.RemoteWatcher, .. trustedSelectionPaths];
        return ConfigurationFactory.ParseString(
            $$"""
            akka.remote {
              untrusted-mode = on
              trusted-selection-paths = [{{string.Join(", ", trusted.Select(Quoted))}}]
              unix-socket {
                directory = {{Quoted(directory)}}
                host-name = {{Quoted(ServerHost)}}
                listen = on
                require-credentials = on
              }
            }
            """).WithFallback(ForBoth());
    }

    /// <summary>A worker opens no socket; it connects to the server. Its name and its secret are each worker's own.</summary>
    /// <param name="directory">The server's socket directory.</param>
    public static Config ForWorker(string directory) =>
        ConfigurationFactory.ParseString(
            $$"""
            akka.remote.unix-socket {
              directory = {{Quoted(directory)}}
              listen = off
            }
            """).WithFallback(ForBoth());

    private static Config ForBoth() => EmbeddedConfig.Read("remoting.conf")
        .WithFallback(EmbeddedConfig.Read("serialization.conf"))
        .WithFallback(UnixSocketTransport.DefaultConfig);

    private static string Quoted(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
