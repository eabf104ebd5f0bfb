using ActorServer.Server.Connections;

namespace ActorServer.Server.Tests.Connections;

public class SendRateTests
{
    private readonly SendRate _rate = new(bytesPerSecond: 100, TimeSpan.FromSeconds(5));

    [Fact]
    public void Who_takes_less_while_output_waits_is_too_slow_after_the_grace_time()
    {
        Assert.False(TooSlowAt(0, taken: 0, written: 100_000));
        Assert.False(TooSlowAt(1, taken: 0, written: 100_000));
        Assert.False(TooSlowAt(4, taken: 50, written: 100_000));
        Assert.True(TooSlowAt(6, taken: 400, written: 100_000));
    }

    [Fact]
    public void Who_takes_enough_is_judged_anew()
    {
        TooSlowAt(0, taken: 0, written: 100_000);
        TooSlowAt(1, taken: 0, written: 100_000);
        Assert.False(TooSlowAt(6, taken: 50_000, written: 100_000));
        Assert.True(TooSlowAt(11, taken: 50_400, written: 100_000));
    }

    [Fact]
    public void Who_has_taken_all_that_waited_is_fast_enough_however_little_it_was()
    {
        for (var second = 0; second < 100; second++)
            Assert.False(TooSlowAt(second, taken: second, written: second + 1));
    }

    [Fact]
    public void Without_a_rate_nobody_is_too_slow()
    {
        var any = new SendRate(0, TimeSpan.FromSeconds(5));
        Assert.False(any.IsTooSlow(TimeSpan.Zero, 0, 1_000));
        Assert.False(any.IsTooSlow(TimeSpan.FromHours(1), 0, 1_000));
    }

    private bool TooSlowAt(int second, long taken, long written) => _rate.IsTooSlow(TimeSpan.FromSeconds(second), taken, written);
}
