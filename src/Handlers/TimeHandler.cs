using System.Buffers.Binary;
using Akka.IO;

namespace ActorServer.Handlers;

/// <summary>
/// Sends the seconds since 1900-01-01 00:00 UTC as 32 bits in network order and closes; throws away what it receives (RFC
/// 868). The count begins again at 0 in February 2036, as the RFC's 32 bits do.
/// </summary>
public sealed class TimeHandler : ActorHandler
{
    private static readonly DateTimeOffset Epoch = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TimeProvider _time;

    /// <summary>A handler that goes by the system's clock.</summary>
    public TimeHandler()
        : this(TimeProvider.System)
    {
    }

    /// <summary>A handler that goes by a clock of one's own, as tests do.</summary>
    /// <param name="time">The clock.</param>
    public TimeHandler(TimeProvider time) => _time = time;

    /// <inheritdoc/>
    protected override void OnConnected()
    {
        Span<byte> seconds = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(seconds, unchecked((uint)(long)(_time.GetUtcNow() - Epoch).TotalSeconds));
        Write(seconds);
        Close();
    }

    /// <inheritdoc/>
    protected override void OnReceived(ByteString data)
    {
    }
}
