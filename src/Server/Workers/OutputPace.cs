namespace ActorServer.Server.Workers;

/// <summary>
/// How fast the lines of one worker may go into the server's log, which it shares with all others: a burst passes, and then
/// so many a second. Beyond that the worker's pipe is not read, so that a worker that writes without end is held up by
/// itself and takes no record of another client from the log. Thread-safe.
/// </summary>
internal sealed class OutputPace(TimeProvider time)
{
    public const int Burst = 1_000;
    public const int LinesPerSecond = 500;

    private readonly Lock _gate = new();
    private double _lines = Burst;
    private long _countedAt = time.GetTimestamp();

    /// <summary>A line has been logged.</summary>
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
            return _lines >= 0 ? Task.CompletedTask : Task.Delay(TimeSpan.FromSeconds(-_lines / LinesPerSecond), time);
        }
    }

    private void Refill()
    {
        var now = time.GetTimestamp();
        _lines = Math.Min(Burst, _lines + (time.GetElapsedTime(_countedAt, now).TotalSeconds * LinesPerSecond));
        _countedAt = now;
    }
}
