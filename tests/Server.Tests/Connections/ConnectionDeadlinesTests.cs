using ActorServer.Server.Configuration;
using ActorServer.Server.Connections;

namespace ActorServer.Server.Tests.Connections;

public class ConnectionDeadlinesTests
{
    private static readonly LimitSettings None = new(
        MaxConnections: 1, MaxWaiting: 0, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);

    private static readonly ConnectionDeadlines.Activity Silent = new(0, 0, TimeSpan.MaxValue, Sending: false, InputEnded: false);

    [Fact]
    public void With_no_timeout_on_nothing_is_ever_due()
    {
        var deadlines = new ConnectionDeadlines(None);
        Assert.Equal(TimeSpan.MaxValue, deadlines.Check(TimeSpan.FromDays(9), Silent).AskAgainIn);
    }

    [Fact]
    public void A_client_that_sends_nothing_meets_the_first_byte_timeout()
    {
        var deadlines = new ConnectionDeadlines(None with { FirstByteTimeout = Seconds(5) });
        Assert.Equal(Seconds(2), deadlines.Check(Seconds(3), Silent).AskAgainIn);
        Assert.Equal("first-byte-timeout", deadlines.Check(Seconds(5), Silent).Reason);
    }

    [Fact]
    public void A_client_that_has_sent_a_byte_or_its_end_never_meets_the_first_byte_timeout()
    {
        var deadlines = new ConnectionDeadlines(None with { FirstByteTimeout = Seconds(5) });
        Assert.Null(deadlines.Check(Seconds(50), Silent with { In = 1 }).Reason);
        Assert.Null(deadlines.Check(Seconds(50), Silent with { InputEnded = true }).Reason);
    }

    [Fact]
    public void A_connection_is_idle_since_its_last_byte_but_not_since_before_it_was_opened()
    {
        var deadlines = new ConnectionDeadlines(None with { IdleTimeout = Seconds(10) });
        Assert.Equal(Seconds(8), deadlines.Check(Seconds(2), Silent).AskAgainIn);
        Assert.Equal(Seconds(7), deadlines.Check(Seconds(30), Silent with { Idle = Seconds(3) }).AskAgainIn);
        Assert.Equal("idle-timeout", deadlines.Check(Seconds(30), Silent with { Idle = Seconds(10) }).Reason);
    }

    [Fact]
    public void A_client_that_takes_nothing_of_what_waits_for_it_meets_the_send_stall_timeout()
    {
        var deadlines = new ConnectionDeadlines(None with { SendStallTimeout = Seconds(8) });
        var sending = Silent with { Sending = true, Out = 100 };
        Assert.Equal(Seconds(2), deadlines.Check(Seconds(10), sending).AskAgainIn);
        Assert.Null(deadlines.Check(Seconds(12), sending with { Out = 101 }).Reason);
        Assert.Null(deadlines.Check(Seconds(19), sending with { Out = 101 }).Reason);
        Assert.Equal("send-stall-timeout", deadlines.Check(Seconds(20), sending with { Out = 101 }).Reason);
    }

    [Fact]
    public void A_client_that_has_taken_everything_is_not_stalled()
    {
        var deadlines = new ConnectionDeadlines(None with { SendStallTimeout = Seconds(8) });
        deadlines.Check(Seconds(0), Silent with { Sending = true, Out = 5 });
        deadlines.Check(Seconds(2), Silent with { Sending = false, Out = 5 });
        Assert.Null(deadlines.Check(Seconds(20), Silent with { Sending = true, Out = 5 }).Reason);
    }

    [Fact]
    public void Max_lifetime_ends_a_busy_connection_too()
    {
        var deadlines = new ConnectionDeadlines(None with { MaxLifetime = Seconds(60) });
        var busy = Silent with { In = 9, Idle = TimeSpan.Zero };
        Assert.Equal(Seconds(1), deadlines.Check(Seconds(59), busy).AskAgainIn);
        Assert.Equal("max-lifetime", deadlines.Check(Seconds(60), busy).Reason);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
