namespace ActorServer.Threads.Scheduling;

/// <summary>
/// A timer of <see cref="AwakeTime"/>: when the timer below it is due before so much time has passed in which the process ran,
/// it waits for the rest.
/// </summary>
internal sealed class AwakeTimer : ITimer
{
    private readonly Lock _gate = new();
    private readonly AwakeTime _awake;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly ITimer _timer;
    private TimeSpan? _due;
    private TimeSpan _period;

    public AwakeTimer(AwakeTime awake, TimeProvider time, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _awake = awake;
        _callback = callback;
        _state = state;
        _timer = time.CreateTimer(static timer => ((AwakeTimer)timer!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Change(dueTime, period);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _period = period;
            _due = dueTime == Timeout.InfiniteTimeSpan ? null : _awake.Now + dueTime;
            return _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Fire()
    {
        lock (_gate)
        {
            if (_due is not { } due)
                return;
            if (due - _awake.Now is var rest && rest > TimeSpan.Zero)
            {
                // In whole milliseconds, of which the timer counts, and never early.
                _timer.Change(rest + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                return;
            }

            _due = _period > TimeSpan.Zero ? _awake.Now + _period : null;
            _timer.Change(_due is null ? Timeout.InfiniteTimeSpan : _period, Timeout.InfiniteTimeSpan);
        }

        _callback(_state);
    }
}
