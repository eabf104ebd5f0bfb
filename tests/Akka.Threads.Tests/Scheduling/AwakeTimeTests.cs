using ActorServer.Threads.Scheduling;


namespace ActorServer.Threads.Tests.Scheduling;

public sealed class AwakeTimeTests : IDisposable
{
    // What may count of a standstill.
    private static readonly TimeSpan AtMost = AwakeTime.TickTime * 2;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly PlayedTime _time = new();
    private readonly AwakeTime _awake;

    public AwakeTimeTests() => _awake = new AwakeTime(_time);

    public void Dispose() => _awake.Dispose();

    [Fact]
    public void While_the_process_runs_it_is_the_time()
    {
        for (var i = 1; i <= 100; i++)
        {
            _time.Pass(TimeSpan.FromMilliseconds(70));
            Assert.Equal(TimeSpan.FromMilliseconds(70 * i), _awake.Now);
        }
    }

    [Fact]
    public void A_standstill_does_not_count_neither_before_the_clock_has_ticked_nor_after()
    {
        _time.Pass(Second);

        _time.StandStill(TimeSpan.FromSeconds(150));

        Assert.InRange(_awake.Now, Second, Second + AtMost);
        _time.Pass(Second);
        Assert.InRange(_awake.Now, 2 * Second, 2 * Second + AtMost);
    }

    [Fact]
    public void It_never_goes_back()
    {
        var last = _awake.Now;
        foreach (var gap in new[] { 0, 100, 499, 501, 260, 999, 1001, 10, 5000, 1, 0 })
        {
            _time.StandStill(TimeSpan.FromMilliseconds(gap));
            Check();
            _time.Pass(TimeSpan.FromMilliseconds(gap / 3));
            Check();
        }

        void Check()
        {
            Assert.True(_awake.Now >= last);
            last = _awake.Now;
        }
    }

    [Fact]
    public void It_tells_since_when_it_has_not_stood_still()
    {
        _time.Pass(60 * Second);
        Assert.Equal(60 * Second, _awake.SinceStandstill);
        _time.StandStill(60 * Second);
        Assert.Equal(TimeSpan.Zero, _awake.SinceStandstill);
        _time.Pass(5 * Second);
        Assert.InRange(_awake.SinceStandstill, 4.5 * Second, 5 * Second);
    }

    [Fact]
    public void A_timer_is_due_when_the_process_has_run_for_so_long()
    {
        var due = 0;
        using var timer = _awake.CreateTimer(_ => due++, null, 10 * Second, Timeout.InfiniteTimeSpan);
        _time.Pass(2 * Second);
        _time.StandStill(150 * Second);
        _time.Pass(7 * Second);
        Assert.Equal(0, due);
        _time.Pass(Second + AtMost);
        Assert.Equal(1, due);
        _time.Pass(60 * Second);
        Assert.Equal(1, due);
    }

    [Fact]
    public void A_timer_can_be_periodic()
    {
        var due = 0;
        using var timer = _awake.CreateTimer(_ => due++, null, Second, 2 * Second);
        _time.Pass(10 * Second);
        Assert.Equal(5, due);
    }
}
