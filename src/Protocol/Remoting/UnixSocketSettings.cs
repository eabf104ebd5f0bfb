using Akka.Configuration;

namespace ActorServer.Protocol.Remoting;

/// <summary>The block <c>akka.remote.unix-socket</c>; unix-socket.conf documents each key.</summary>
internal sealed record UnixSocketSettings(
    SocketDirectory Directory,
    string HostName,
    bool Listen,
    int MaximumFrameSize,
    int SendQueueBytes,
    TimeSpan HandshakeTimeout,
    bool RequireCredentials,
    string Secret)
{
    private const string Path = "akka.remote.unix-socket";
    private const int SmallestFrameSize = 32_000;
    private const int LargestFrameSize = 64 * 1024 * 1024;

    private static readonly string[] Keys =
        ["directory", "host-name", "listen", "maximum-frame-size", "send-queue-bytes", "handshake-timeout", "require-credentials", "secret"];

    public static UnixSocketSettings From(Config block)
    {
        var config = Array.TrueForAll(Keys, block.HasPath) ? block : block.WithFallback(UnixSocketTransport.DefaultConfig.GetConfig(Path));
        return new UnixSocketSettings(
            new SocketDirectory(config.GetString("directory")),
            HostNameIn(config),
            config.GetBoolean("listen"),
            Between(config, "maximum-frame-size", SmallestFrameSize, LargestFrameSize),
            Between(config, "send-queue-bytes", SmallestFrameSize, int.MaxValue / 4),
            HandshakeTimeoutIn(config),
            config.GetBoolean("require-credentials"),
            SecretIn(config));
    }

    private static string HostNameIn(Config config)
    {
        var name = config.GetString("host-name");
        return Remoting.HostName.IsValid(name)
            ? name
            : throw new ConfigurationException($"{Path}.host-name = \"{name}\" is not a host name: {Remoting.HostName.Rule}.");
    }

    private static int Between(Config config, string key, int least, int most)
    {
        var value = config.GetLong(key);
        return value >= least && value <= most
            ? (int)value
            : throw new ConfigurationException($"{Path}.{key} = {value} is out of range: allowed is {least} to {most}.");
    }

    private static TimeSpan HandshakeTimeoutIn(Config config)
    {
        var value = config.GetTimeSpan("handshake-timeout");
        return value > TimeSpan.Zero && value <= TimeSpan.FromMinutes(5)
            ? value
            : throw new ConfigurationException($"{Path}.handshake-timeout = {value} is out of range: allowed is more than 0 up to 5 minutes.");
    }

    private static string SecretIn(Config config)
    {
        var secret = config.GetString("secret");
        return secret.Length <= Greeting.MaxSecret
            ? secret
            : throw new ConfigurationException($"{Path}.secret is too long: allowed are {Greeting.MaxSecret} characters.");
    }
}
