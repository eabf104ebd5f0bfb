using ActorServer.Server.Processes;


namespace ActorServer.Server.Tests.Workers;

public sealed class OutputPaceTests
{
    private const int Burst = 1_000;
    private const int LinesPerSecond = 500;

    private readonly Clock _clock = new();

    [Fact]
    public void A_burst_passes_and_then_so_many_lines_a_second()
    {
        var pace = new OutputPace(_clock, Burst, LinesPerSecond);
        CountLines(pace, Burst);
        Assert.True(pace.WaitAsync().IsCompleted);
        CountLines(pace, LinesPerSecond);
        Assert.False(pace.WaitAsync().IsCompleted);
        _clock.Seconds += 0.5;
        Assert.False(pace.WaitAsync().IsCompleted);
        _clock.Seconds += 0.6;
        Assert.True(pace.WaitAsync().IsCompleted);
    }

    [Fact]
    public void Silence_saves_up_no_more_than_a_burst()
    {
        var pace = new OutputPace(_clock, Burst, LinesPerSecond);
        _clock.Seconds += 3600;
        CountLines(pace, Burst + 1);
        Assert.False(pace.WaitAsync().IsCompleted);
    }

    [Fact]
    public async Task Lifted_it_holds_up_nobody_neither_those_who_wait_already()
    {
        var pace = new OutputPace(_clock, Burst, LinesPerSecond);
        CountLines(pace, 10 * Burst);
        var waiting = pace.WaitAsync();
        Assert.False(waiting.IsCompleted);
        pace.Lift();
        await waiting.WaitAsync(Children.Patience);
        Assert.True(pace.WaitAsync().IsCompleted);
    }

    private static void CountLines(OutputPace pace, int count)
    {
        for (var i = 0; i < count; i++)
            pace.Count();
    }

    private sealed class Clock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp() => (long)(Seconds * TimestampFrequency);

        // Time stands still between two steps of a test: two real milliseconds may pass before a wait of two is looked at.
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
