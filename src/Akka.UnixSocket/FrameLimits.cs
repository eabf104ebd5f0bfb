using Akka.Configuration;

namespace ActorServer.UnixSocket;

/// <summary>How much an association takes at once and how much it keeps; unix-socket.conf documents the keys.</summary>
internal sealed record FrameLimits(int MaximumFrameSize, int SendQueueBytes)
{
    private const int SmallestFrameSize = 32_000;
    private const int LargestFrameSize = 64 * 1024 * 1024;

    // What AkkaProtocolTransport wraps around a message must fit into the frame as well.
    private const int EnvelopeRoom = 32;

    /// <summary>The largest message.</summary>
    public long MaximumPayloadBytes => MaximumFrameSize - EnvelopeRoom;

    /// <summary>Reads a transport's block.</summary>
    /// <param name="block">The block, complete.</param>
    /// <param name="path">Where it stands, for what is wrong with it.</param>
    /// <exception cref="ConfigurationException">A value is out of range.</exception>
    public static FrameLimits From(Config block, string path) => new(
        Between(block, path, "maximum-frame-size", SmallestFrameSize, LargestFrameSize),
        Between(block, path, "send-queue-bytes", SmallestFrameSize, int.MaxValue / 4));

    private static int Between(Config block, string path, string key, int least, int most)
    {
        var value = block.GetLong(key);
        return value >= least && value <= most
            ? (int)value
            : throw new ConfigurationException($"{path}.{key} = {value} is out of range: allowed is {least} to {most}.");
    }
}
