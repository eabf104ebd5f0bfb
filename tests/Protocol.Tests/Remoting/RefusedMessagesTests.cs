using ActorServer.Protocol.Inbound;


namespace ActorServer.Protocol.Tests.Remoting;

public class RefusedMessagesTests
{
    private readonly Clock _clock = new();
    private readonly List<RefusedMessages.Notice> _notices = [];
    private readonly RefusedMessages _refused;

    public RefusedMessagesTests() => _refused = new RefusedMessages(_clock, _notices.Add);

    [Fact]
    public void The_first_is_told_at_once_and_the_others_together_when_the_period_is_over()
    {
        Count(4);
        Assert.Equal([1L], _notices.Select(notice => notice.Count));
        _clock.Seconds += 10;
        Count(1);
        Assert.Equal([1L, 4L], _notices.Select(notice => notice.Count));
        Assert.False(_refused.IsTooMuch);
    }

    [Fact]
    public void A_hundred_within_ten_seconds_are_too_many_and_that_is_told_once()
    {
        Count(99);
        _clock.Seconds += 9;
        Assert.False(_refused.IsTooMuch);
        Count(50);
        Assert.True(_refused.IsTooMuch);
        Assert.Equal(100, Assert.Single(_notices, notice => notice.HasBecomeTooMuch).Count + 1);
    }

    [Fact]
    public void Nine_a_second_are_not()
    {
        for (var second = 0; second < 100; second++)
        {
            Count(9);
            _clock.Seconds++;
        }

        Assert.False(_refused.IsTooMuch);
    }

    [Fact]
    public void In_the_end_the_rest_is_told()
    {
        Count(7);
        _refused.TellRest();
        _refused.TellRest();
        Assert.Equal([1L, 6L], _notices.Select(notice => notice.Count));
        Assert.Equal("that", _notices[^1].Last);
    }

    private void Count(int times)
    {
        for (var count = 0; count < times; count++)
            _refused.Count("that");
    }
}
