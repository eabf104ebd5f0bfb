using ActorServer.Cluster.Gate;
using ActorServer.Cluster.Logs;
using ActorServer.Cluster.Nodes;
using Akka.Event;

namespace ActorServer.Cluster.Tests;

public sealed class BoundsTests
{
    [Fact]
    public void So_many_lines_are_logged_in_a_window_and_the_others_are_counted()
    {
        var time = new SetTime();
        var rate = new LogRate(time);
        for (var line = 0; line < LogRate.LinesPerWindow; line++)
            Assert.True(rate.Admits($"{line / LogRate.LinesOfOneKind}", out _));
        for (var line = 0; line < 1000; line++)
            Assert.False(rate.Admits($"{line}", out _));
        time.Now += LogRate.Window;
        Assert.True(rate.Admits("a", out var suppressed));
        Assert.Equal(1000, suppressed);
        Assert.True(rate.Admits("a", out suppressed));
        Assert.Equal(0, suppressed);
        Assert.False(rate.Admits("a", out _));
        Assert.True(rate.Admits("b", out suppressed));
        Assert.Equal(1, suppressed);
    }

    [Fact]
    public void A_line_of_the_log_is_one_line_and_bounded()
    {
        var entry = new Error(new InvalidOperationException("outer", new IOException("inner\nand more")), "source", typeof(BoundsTests), "first\r\nsecond");
        Assert.Equal("first: inner", ClusterLogger.LineOf(entry));
        Assert.Equal(ClusterLogger.LongestLine, ClusterLogger.LineOf(new Error(null!, "source", typeof(BoundsTests), new string('x', 5000))).Length);
    }

    [Fact]
    public void Strangers_are_bounded_by_address_and_in_all()
    {
        var strangers = new Strangers();
        for (var one = 0; one < Strangers.MostOfOne; one++)
            Assert.True(strangers.TryEnter("10.0.0.9"));
        Assert.False(strangers.TryEnter("10.0.0.9"));
        Assert.True(strangers.TryEnter("10.0.0.8"));
        strangers.Leave("10.0.0.9");
        Assert.True(strangers.TryEnter("10.0.0.9"));
        for (var other = strangers.Count; other < Strangers.Most; other++)
            Assert.True(strangers.TryEnter($"10.1.0.{other}"));
        Assert.False(strangers.TryEnter("10.2.0.1"));
    }

    [Fact]
    public void The_median_is_of_the_last_hundred()
    {
        var trips = new RoundTrips();
        Assert.Null(trips.Median);
        trips.Add(TimeSpan.FromSeconds(9));
        Assert.Equal(TimeSpan.FromSeconds(9), trips.Median);
        for (var trip = 1; trip <= 100; trip++)
            trips.Add(TimeSpan.FromMilliseconds(trip));
        Assert.Equal(TimeSpan.FromMilliseconds(50), trips.Median);
    }

    private sealed class SetTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
