namespace ActorServer.Cluster.Logs;

/// <summary>
/// Bounds how many lines the cluster system logs: strangers who knock at its port, and nodes that are gone for days, must not fill a disk.
/// In each window the first few are logged, and few of one kind, so that one does not hide the others; the rest are counted, and the count
/// goes out with the next line. Thread-safe: it outlives each cluster system.
/// </summary>
internal sealed class LogRate(TimeProvider time)
{
    /// <summary>Lines in a window.</summary>
    public const int LinesPerWindow = 10;

    /// <summary>Lines of one kind in a window.</summary>
    public const int LinesOfOneKind = 2;

    /// <summary>How long a window lasts.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _byKind = new(StringComparer.Ordinal);
    private long? _windowStart;
    private int _lines;
    private long _suppressed;

    /// <summary>Whether a line may be logged now, and how many were not since the last one.</summary>
    /// <param name="kind">Lines that differ in their figures alone have one kind.</param>
    /// <param name="suppressed">How many.</param>
    public bool Admits(string kind, out long suppressed)
    {
        lock (_gate)
        {
            if (_windowStart is not { } start || time.GetElapsedTime(start) >= Window)
            {
                _windowStart = time.GetTimestamp();
                _lines = 0;
                _byKind.Clear();
            }

            suppressed = _suppressed;
            var ofThisKind = _byKind.GetValueOrDefault(kind);
            if (_lines == LinesPerWindow || ofThisKind == LinesOfOneKind)
            {
                _suppressed++;
                return false;
            }

            _byKind[kind] = ofThisKind + 1;
            _lines++;
            _suppressed = 0;
            return true;
        }
    }
}
