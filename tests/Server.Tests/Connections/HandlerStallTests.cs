using ActorServer.Server.Connections;

namespace ActorServer.Server.Tests.Connections;

public class HandlerStallTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(4);
    private static readonly ConnectionDeadlines.Activity Waiting = new(In: 10, Out: 0, TimeSpan.Zero, Sending: false, InputEnded: false, Unread: 4);

    private readonly HandlerStall _stall = new(Longest);

    [Fact]
    public void It_lasts_while_input_waits_and_nothing_is_taken_or_written()
    {
        Assert.Equal(TimeSpan.Zero, LookAt(100, Waiting));
        Assert.Equal(Seconds(2), LookAt(102, Waiting));
        Assert.Equal(Seconds(5), LookAt(105, Waiting));
    }

    [Fact]
    public void More_input_that_is_not_taken_either_changes_nothing()
    {
        LookAt(0, Waiting);
        Assert.Equal(Seconds(3), LookAt(3, Waiting with { In = 20, Unread = 14 }));
    }

    [Fact]
    public void Each_byte_that_is_taken_or_written_ends_it()
    {
        LookAt(0, Waiting);
        LookAt(3, Waiting);
        Assert.Equal(TimeSpan.Zero, LookAt(4, Waiting with { Unread = 3 }));
        Assert.Equal(Seconds(2), LookAt(6, Waiting with { Unread = 3 }));
        Assert.Equal(TimeSpan.Zero, LookAt(7, Waiting with { Unread = 3, Unacknowledged = 1 }));
        Assert.Equal(Seconds(1), LookAt(8, Waiting with { Unread = 3, Out = 1 }));
    }

    [Fact]
    public void Who_has_taken_all_there_is_does_not_stall()
    {
        LookAt(0, Waiting with { Unread = 0 });
        Assert.Equal(TimeSpan.Zero, LookAt(3, Waiting with { Unread = 0 }));
        Assert.Equal(TimeSpan.Zero, LookAt(6, Waiting with { In = 14 }));
    }

    [Fact]
    public void Its_clock_stands_while_output_waits_for_the_client()
    {
        LookAt(0, Waiting);
        Assert.Equal(Seconds(2), LookAt(2, Waiting));
        Assert.Equal(Seconds(2), LookAt(5, Waiting with { Sending = true }));
        Assert.Equal(Seconds(3), LookAt(6, Waiting));
    }

    [Fact]
    public void A_standstill_of_the_server_counts_for_a_moment()
    {
        LookAt(0, Waiting);
        Assert.Equal(Longest, LookAt(500, Waiting));
    }

    private TimeSpan LookAt(int second, ConnectionDeadlines.Activity activity) => _stall.Look(Seconds(second), activity);

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
