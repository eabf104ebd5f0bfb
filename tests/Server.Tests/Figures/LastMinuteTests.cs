using ActorServer.Server.Figures;
using CsCheck;

namespace ActorServer.Server.Tests.Figures;

public sealed class LastMinuteTests
{
    private readonly LastMinute _minute = new();

    [Fact]
    public void Rates_are_those_of_the_last_whole_second()
    {
        _minute.Accepted(5_100);
        _minute.Accepted(5_900);
        _minute.Refused(5_950);
        _minute.Closed(5_999, lasted: 1, bytes: 700);
        _minute.Accepted(6_000);

        Assert.Equal((2, 1, 700), Rates(6_999));
        Assert.Equal((1, 0, 0), Rates(7_000));
        Assert.Equal((0, 0, 0), Rates(8_000));
        // The same second a minute later is another one.
        Assert.Equal((0, 0, 0), Rates(66_999));
    }

    [Fact]
    public void What_closed_more_than_a_minute_ago_does_not_count()
    {
        _minute.Closed(1_000, lasted: 10, bytes: 0);
        Assert.InRange(_minute.Read(60_999).P50!.Value, 9.2, 10.8);
        Assert.Null(_minute.Read(61_000).P50);
        _minute.Closed(61_500, lasted: 0.01, bytes: 0);
        Assert.InRange(_minute.Read(61_600).P99!.Value, 0.0092, 0.0108);
    }

    [Fact]
    public void A_quantile_is_within_a_twelfth_of_the_one_that_sorting_finds() =>
        Gen.Double[0.0002, 80_000].Array[1, 300].Sample(times =>
        {
            var durations = new Durations();
            foreach (var time in times)
                durations.Add(time);
            var sorted = times.Order().ToArray();
            foreach (var share in new[] { 0.5, 0.99 })
            {
                var exact = sorted[(int)Math.Ceiling(share * times.Length) - 1];
                Assert.InRange(durations.Quantile(share)!.Value, exact / 1.084, exact * 1.084);
            }
        });

    [Fact]
    public void Times_beyond_all_measure_are_counted_too()
    {
        var durations = new Durations();
        durations.Add(0);
        durations.Add(double.MaxValue);
        Assert.Equal(2, durations.Count);
        Assert.InRange(durations.Quantile(0.5)!.Value, 0, 0.0001);
        Assert.InRange(durations.Quantile(1)!.Value, 80_000, 93_000);
    }

    private (long Accepted, long Refused, long Bytes) Rates(long now)
    {
        var summary = _minute.Read(now);
        return (summary.Accepted, summary.Refused, summary.Bytes);
    }
}
