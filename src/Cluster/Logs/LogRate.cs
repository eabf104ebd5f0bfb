namespace ActorServer.Cluster.Logs;

/// <summary>
/// Bounds how many lines the cluster system logs: strangers who knock at its port, and nodes that are gone for days, must not fill a disk.
/// In each window the first few are logged; the others are counted, and the count goes out with the next line. Thread-safe: it outlives
/// each cluster system.
/// </summary>
internal sealed class LogRate(TimeProvider time)
{
    /// <summary>Lines in a window.</summary>
    public const int LinesPerWindow = 10;

    /// <summary>How long a window lasts.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long? _windowStart;
    private int _lines;
    private long _suppressed;

    /// <summary>Whether a line may be logged now, and how many were not since the last one.</summary>
    public bool Admits(out long suppressed)
    {
        lock (_gate)
        {
            if (_windowStart is not { } start || time.GetElapsedTime(start) >= Window)
            {
                _windowStart = time.GetTimestamp();
                _lines = 0;
            }

            suppressed = _suppressed;
            if (_lines == LinesPerWindow)
            {
                _suppressed++;
                return false;
            }

            _lines++;
            _suppressed = 0;
            return true;
        }
    }
}
