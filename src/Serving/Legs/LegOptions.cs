using System.Net.Sockets;
using ActorServer.Native.Sockets;

namespace ActorServer.Serving.Legs;

/// <summary>
/// How a leg behaves, at either end: nothing waits to be sent; it is reset by whoever dies or just closes it; and a host that does not
/// answer ends it, which one that answers and takes nothing does not.
/// </summary>
internal static class LegOptions
{
    private const int Probes = 3;
    private const int LongestInterval = 60;

    /// <summary>Sets them, on a leg or on the socket at which legs are accepted.</summary>
    /// <param name="socket">The leg, or the listening socket: what it accepts inherits all of it (Linux).</param>
    /// <param name="legTimeout">How long the other host may be silent.</param>
    /// <exception cref="SocketException">The leg is lost.</exception>
    public static void Set(Socket socket, TimeSpan legTimeout)
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.NoDelay = true;
        var seconds = Math.Max(1, (int)legTimeout.TotalSeconds);
        var interval = Math.Clamp(seconds / 5, 1, LongestInterval);
        var idle = Math.Max(1, seconds - (Probes * interval));
        new KeepAlive(TimeSpan.FromSeconds(idle), TimeSpan.FromSeconds(interval), Probes).SetOn(socket);
    }

    /// <summary>How long the other host may be silent, as it was set.</summary>
    /// <exception cref="SocketException">The leg cannot be used.</exception>
    public static TimeSpan SilenceLimit(Socket leg)
    {
        var set = KeepAlive.Of(leg);
        return set.Idle + (set.Interval * set.Count);
    }
}
