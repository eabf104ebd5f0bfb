using System.Net.Sockets;
using ActorServer.Native.Sockets;

namespace ActorServer.Serving.Legs;

/// <summary>
/// How a leg behaves, at either end: nothing waits to be sent; it is reset by whoever dies or just closes it; and a host that does not
/// answer ends it, which one that answers and takes nothing does not.
/// </summary>
internal static class LegOptions
{
    private const int MostProbes = 3;
    private const int LongestInterval = 60;

    /// <summary>Sets them, on a leg or on the socket at which legs are accepted.</summary>
    /// <param name="socket">The leg, or the listening socket: what it accepts inherits all of it (Linux).</param>
    /// <param name="legTimeout">How long the other host may be silent: two seconds at least.</param>
    /// <exception cref="SocketException">The leg is lost.</exception>
    public static void Set(Socket socket, TimeSpan legTimeout)
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.NoDelay = true;
        // A second before the first question, and one for each answer.
        var seconds = Math.Max(2, (int)legTimeout.TotalSeconds);
        var probes = Math.Min(MostProbes, seconds - 1);
        var interval = Math.Clamp(seconds / 5, 1, LongestInterval);
        new KeepAlive(TimeSpan.FromSeconds(seconds - (probes * interval)), TimeSpan.FromSeconds(interval), probes).SetOn(socket);
    }

    /// <summary>How long the other host may be silent, as it was set.</summary>
    /// <exception cref="SocketException">The leg cannot be used.</exception>
    public static TimeSpan SilenceLimit(Socket leg)
    {
        var set = KeepAlive.Of(leg);
        return set.Idle + (set.Interval * set.Count);
    }
}
