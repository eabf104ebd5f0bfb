using System.Globalization;
using System.Text;
using Akka.IO;

namespace ActorServer.Handlers;

/// <summary>Sends the time of day in UTC as one line and closes; throws away what it receives (RFC 867).</summary>
public sealed class DaytimeHandler : ActorHandler
{
    private readonly TimeProvider _time;

    /// <summary>A handler that goes by the system's clock.</summary>
    public DaytimeHandler()
        : this(TimeProvider.System)
    {
    }

    /// <summary>A handler that goes by a clock of one's own, as tests do.</summary>
    /// <param name="time">The clock.</param>
    public DaytimeHandler(TimeProvider time) => _time = time;

    /// <inheritdoc/>
    protected override void OnConnected()
    {
        var now = _time.GetUtcNow().ToString("dddd, MMMM d, yyyy HH:mm:ss'-UTC'", CultureInfo.InvariantCulture);
        Write(Encoding.ASCII.GetBytes(now + "\r\n"));
        Close();
    }

    /// <inheritdoc/>
    protected override void OnReceived(ByteString data)
    {
    }
}
