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

    [Fact]
    public void A_client_that_has_closed_its_side_meets_its_timeout_when_nothing_moves_any_more()
    {
        var deadlines = new ConnectionDeadlines(None with { PeerClosedTimeout = Seconds(6) });
        var closed = Silent with { InputEnded = true, Unread = 10 };
        Assert.Equal(TimeSpan.MaxValue, deadlines.Check(Seconds(100), Silent).AskAgainIn);
        Assert.Equal(Seconds(6), deadlines.Check(Seconds(102), closed).AskAgainIn);
        Assert.Equal(Seconds(4), deadlines.Check(Seconds(104), closed).AskAgainIn);
        Assert.Null(deadlines.Check(Seconds(107.5), closed).Reason);
        Assert.Equal("peer-closed-timeout", deadlines.Check(Seconds(108), closed).Reason);
    }

    [Fact]
    public void A_byte_that_is_read_written_or_acknowledged_begins_the_wait_anew()
    {
        var deadlines = new ConnectionDeadlines(None with { PeerClosedTimeout = Seconds(3) });
        var activity = Silent with { InputEnded = true, Unread = 10 };
        Assert.Null(deadlines.Check(Seconds(0), activity).Reason);
        Assert.Null(deadlines.Check(Seconds(2), activity).Reason);
        Assert.Null(deadlines.Check(Seconds(4), activity = activity with { Unread = 9 }).Reason);
        Assert.Null(deadlines.Check(Seconds(6), activity).Reason);
        Assert.Null(deadlines.Check(Seconds(8), activity = activity with { Unacknowledged = 5 }).Reason);
        Assert.Null(deadlines.Check(Seconds(10), activity).Reason);
        Assert.Null(deadlines.Check(Seconds(12), activity = activity with { Unacknowledged = 0, Out = 5 }).Reason);
        Assert.Null(deadlines.Check(Seconds(14), activity).Reason);
        Assert.Equal("peer-closed-timeout", deadlines.Check(Seconds(15), activity).Reason);
    }

    [Fact]
    public void A_standstill_of_the_server_is_not_held_against_a_handler_whose_client_has_closed_its_side()
    {
        var deadlines = new ConnectionDeadlines(None with { PeerClosedTimeout = Seconds(60) });
        var closed = Silent with { InputEnded = true };
        Assert.Null(deadlines.Check(Seconds(0), closed).Reason);
        Assert.Null(deadlines.Check(Seconds(2), closed).Reason);
        Assert.Null(deadlines.Check(Seconds(152), closed).Reason);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
