using Akka.Configuration;

namespace ActorServer.UnixSocket;

/// <summary>The block <c>akka.remote.unix-socket</c>; unix-socket.conf documents each key.</summary>
internal sealed record UnixSocketSettings(
    SocketDirectory Directory,
    string HostName,
    bool Listen,
    FrameLimits Limits,
    TimeSpan HandshakeTimeout)
{
    private const string Path = "akka.remote.unix-socket";

    private static readonly string[] Keys = ["directory", "host-name", "listen", "maximum-frame-size", "send-queue-bytes", "handshake-timeout"];

    public static UnixSocketSettings From(Config block)
    {
        var config = Array.TrueForAll(Keys, block.HasPath) ? block : block.WithFallback(UnixSocketTransport.DefaultConfig.GetConfig(Path));
        return new UnixSocketSettings(
            SocketDirectory.At(config.GetString("directory")),
            HostNameIn(config),
            config.GetBoolean("listen"),
            FrameLimits.From(config, Path),
            HandshakeTimeoutIn(config));
    }

    private static string HostNameIn(Config config)
    {
        var name = config.GetString("host-name");
        return UnixSocket.HostName.IsValid(name)
            ? name
            : throw new ConfigurationException($"{Path}.host-name = \"{name}\" is not a host name: {UnixSocket.HostName.Rule}.");
    }

    private static TimeSpan HandshakeTimeoutIn(Config config)
    {
        var value = config.GetTimeSpan("handshake-timeout");
        return value > TimeSpan.Zero && value <= TimeSpan.FromMinutes(5)
            ? value
            : throw new ConfigurationException($"{Path}.handshake-timeout = {value} is out of range: allowed is more than 0 up to 5 minutes.");
    }
}
