namespace ActorServer.Server.Processes;

/// <summary>
/// How fast the lines of one worker may be read: a burst passes, and then so many a second. Beyond that the worker's pipe is
/// not read, so that a worker that writes without end is held up by itself, and takes neither processor time from the server
/// nor room for another client's record from the log. Thread-safe.
/// </summary>
/// <param name="time">By which clock.</param>
/// <param name="burst">So many lines pass at once.</param>
/// <param name="linesPerSecond">And then so many.</param>
internal sealed class OutputPace(TimeProvider time, int burst, int linesPerSecond)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _lifted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private double _lines = burst;
    private long _countedAt = time.GetTimestamp();

    /// <summary>Of lines in the log, which all workers share.</summary>
    public static OutputPace OfLog(TimeProvider time) => new(time, burst: 1_000, linesPerSecond: 500);

    /// <summary>Of lines that a handler prints: they are its work, and cost the server less than a line in the log.</summary>
    public static OutputPace OfPrinted(TimeProvider time) => new(time, burst: 10_000, linesPerSecond: 2_000);

    /// <summary>A line has been read.</summary>
    public void Count()
    {
        lock (_gate)
        {
            Refill();
            _lines--;
        }
    }

    /// <summary>Completes when the next line may be read.</summary>
    public Task WaitAsync()
    {
        lock (_gate)
        {
            Refill();
            return _lines >= 0 || _lifted.Task.IsCompleted
                ? Task.CompletedTask
                : Task.WhenAny(_lifted.Task, Task.Delay(TimeSpan.FromSeconds(-_lines / linesPerSecond), time));
        }
    }

    /// <summary>Holds up nobody any more.</summary>
    public void Lift() => _lifted.TrySetResult();

    private void Refill()
    {
        var now = time.GetTimestamp();
        _lines = Math.Min(burst, _lines + (time.GetElapsedTime(_countedAt, now).TotalSeconds * linesPerSecond));
        _countedAt = now;
    }
}
