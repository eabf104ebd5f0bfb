namespace ActorServer.Threads.Tests.Scheduling;

/// <summary>Time that passes, or in which this process stands still, as a test says. Timers run on the test's thread.</summary>
internal sealed class PlayedTime : TimeProvider
{
    private readonly List<PlayedTimer> _timers = [];
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new PlayedTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        _timers.Add(timer);
        return timer;
    }

    /// <summary>Every timer runs when it is due.</summary>
    public void Pass(TimeSpan time)
    {
        var end = _now + time;
        while (Next(end) is { } timer)
        {
            _now = timer.Due!.Value > _now ? timer.Due.Value : _now;
            timer.Run();
        }

        _now = end;
    }

    /// <summary>No timer runs before it is over.</summary>
    public void StandStill(TimeSpan time) => _now += time;

    private PlayedTimer? Next(TimeSpan end) => _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);

    private sealed class PlayedTimer(PlayedTime time, Action run) : ITimer
    {
        private TimeSpan _period;

        public TimeSpan? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime;
            _period = period;
            return true;
        }

        public void Run()
        {
            Due = _period > TimeSpan.Zero ? time._now + _period : null;
            run();
        }

        public void Dispose() => Due = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
