using System.Diagnostics;

namespace ActorServer.TestKit;

/// <summary>A moment of real time, up to which a test waits.</summary>
internal readonly struct Deadline(TimeSpan patience)
{
    private readonly long _began = Stopwatch.GetTimestamp();

    /// <summary>How long there is still to wait; never negative.</summary>
    public TimeSpan Left => patience - Stopwatch.GetElapsedTime(_began) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
}
