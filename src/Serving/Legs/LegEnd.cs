using System.Net.Sockets;
using ActorServer.Native.Sockets;
using ActorServer.Serving.Pumping;
using ActorServer.Serving.Streams;

namespace ActorServer.Serving.Legs;

/// <summary>
/// A leg, for clients whose bytes do not come from a plain socket: TLS that ends in this server, or a Unix socket. Used with
/// <see cref="Pump.Start"/>; all others are led by <see cref="PumpThreads"/>. Once a second it looks whether the other host is there.
/// </summary>
internal sealed class LegEnd : IHandlersEnd
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly Socket _leg;
    private readonly Timer? _look;
    private readonly long _silenceLimit;
    private PeerSilence _silence;

    /// <param name="leg">Connected, its linger 0; this end's from now on.</param>
    public LegEnd(Socket leg)
    {
        _leg = leg;
        Stream = new AsynchronousSocketStream(leg);
        if (!OperatingSystem.IsLinux() || SilenceLimit(leg) is not { } limit)
            return;
        _silenceLimit = (long)limit.TotalMilliseconds;
        _look = new Timer(static end => ((LegEnd)end!).Look(), this, BetweenLooks, Timeout.InfiniteTimeSpan);
    }

    public Stream Stream { get; }

    public void EndOutput() => SocketCalls.EndOutput(_leg.SafeHandle);

    /// <summary>Linger 0, since the leg was made: closing it resets it.</summary>
    public void Reset() => Dispose();

    public void Dispose()
    {
        _look?.Dispose();
        _leg.Dispose();
    }

    // One that is dead already says so to whoever reads it.
    private static TimeSpan? SilenceLimit(Socket leg)
    {
        try
        {
            return LegOptions.SilenceLimit(leg);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    // Its owner may close it meanwhile. Closed, whoever waits for it hears so.
    private void Look()
    {
        try
        {
            if (_silence.Look(_leg.SafeHandle, Environment.TickCount64) < _silenceLimit)
                _look!.Change(BetweenLooks, Timeout.InfiniteTimeSpan);
            else
                _leg.Dispose();
        }
        catch (ObjectDisposedException)
        {
            // Nothing is left to look at.
        }
    }
}
