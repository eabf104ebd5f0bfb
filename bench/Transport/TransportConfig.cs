using ActorServer.UnixSocket;
using Akka.Configuration;

namespace ActorServer.Bench.Transport;

/// <summary>How the systems of a pair reach each other; all else is Akka's default.</summary>
internal static class TransportConfig
{
    /// <summary>TCP at its best for round trips: batching holds writes back.</summary>
    public static Config Tcp { get; } = ConfigurationFactory.ParseString(
        """
        akka.remote.dot-netty.tcp {
          hostname = 127.0.0.1
          port = 0
          batching.enabled = off
          maximum-frame-size = 196608b
        }
        """).WithFallback(Common("akka.remote.dot-netty.tcp"));

    public static Config Unix(string directory, string host) => ConfigurationFactory.ParseString(
        $$"""
        akka.remote.unix-socket {
          directory = "{{directory}}"
          host-name = "{{host}}"
        }
        """).WithFallback(UnixSocketTransport.DefaultConfig).WithFallback(Common("akka.remote.unix-socket"));

    private static Config Common(string transport) => ConfigurationFactory.ParseString(
        $$"""
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          actor.provider = remote
          remote.enabled-transports = ["{{transport}}"]
        }
        """);
}
