namespace ActorServer.Threads.Scheduling;

/// <summary>
/// Time in which this process ran. A process that is stopped (SIGSTOP, a paused container, a laptop's lid) cannot serve, and
/// the processes and clients around it may have waited for it; so what passes meanwhile must not be held against them. The
/// clock ticks; between two ticks that are too far apart the process stood still, and of that gap only half a second counts.
/// Thread-safe.
/// </summary>
/// <remarks>It never runs faster than the clock below it. On a machine that is too busy to tick it is slower.</remarks>
internal sealed class AwakeTime : TimeProvider, IDisposable
{
    /// <summary>How often it looks whether it is awake.</summary>
    public static readonly TimeSpan TickTime = TimeSpan.FromMilliseconds(250);

    // What may count of a gap before it is known how long it is, and all that counts of one that is too long.
    private static readonly TimeSpan CertainlyAwake = TickTime * 2;

    private static readonly Lazy<AwakeTime> Only = new(OfThisProcess);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ITimer? _tick;
    private long _lastTick;
    private TimeSpan _awake;
    private TimeSpan _awokeAt;

    /// <param name="time">What it reads, and what makes it tick.</param>
    public AwakeTime(TimeProvider time)
        : this(time, ticksByItself: false) =>
        _tick = time.CreateTimer(static state => ((AwakeTime)state!).Tick(), this, TickTime, TickTime);

    private AwakeTime(TimeProvider time, bool ticksByItself)
    {
        _time = time;
        _lastTick = time.GetTimestamp();
        if (ticksByItself)
            new Thread(TickForEver, 64 * 1024) { Name = "awake-time", IsBackground = true }.Start();
    }

    /// <summary>This process's.</summary>
    public static AwakeTime Instance => Only.Value;

    /// <summary>How long the process has run, as far as this clock is concerned.</summary>
    public TimeSpan Now
    {
        get
        {
            lock (_gate)
                return _awake + Shorter(_time.GetElapsedTime(_lastTick), CertainlyAwake);
        }
    }

    /// <summary>How long it has run since it last stood still.</summary>
    public TimeSpan SinceStandstill
    {
        get
        {
            lock (_gate)
            {
                var gap = _time.GetElapsedTime(_lastTick);
                return IsStandstill(gap) ? TimeSpan.Zero : _awake + gap - _awokeAt;
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new AwakeTimer(this, _time, callback, state, dueTime, period);

    public void Dispose() => _tick?.Dispose();

    // On a thread of its own: handlers that hold all threads of the pool must not slow it down.
    private static AwakeTime OfThisProcess() => new(System, ticksByItself: true);

    private static bool IsStandstill(TimeSpan gap) => gap > TickTime * 4;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void TickForEver()
    {
        while (true)
        {
            Thread.Sleep(TickTime);
            Tick();
        }
    }

    private void Tick()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            var gap = _time.GetElapsedTime(_lastTick, now);
            _lastTick = now;
            _awake += IsStandstill(gap) ? CertainlyAwake : gap;
            if (IsStandstill(gap))
                _awokeAt = _awake;
        }
    }
}
