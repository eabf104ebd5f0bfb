using ActorServer.Admin.Access;
using ActorServer.Admin.Listening;
using ActorServer.Admin.Tests.Doubles;

namespace ActorServer.Admin.Tests;

public sealed class AttemptsTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Ten_are_heard_at_once_and_then_one_a_second()
    {
        var attempts = new Attempts(_time);
        for (var attempt = 0; attempt < 10; attempt++)
        {
            Assert.True(attempts.AreLeft);
            attempts.Note();
        }

        Assert.False(attempts.AreLeft);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(attempts.AreLeft);
        attempts.Note();
        Assert.False(attempts.AreLeft);
        _time.Advance(TimeSpan.FromDays(1));
        for (var attempt = 0; attempt < 10; attempt++)
            attempts.Note();
        Assert.False(attempts.AreLeft);
    }

    [Fact]
    public void What_happens_often_is_logged_seldom_and_counted()
    {
        var seldom = new Seldom(_time);
        Assert.True(seldom.IsDue(out var suppressed));
        Assert.Equal(0, suppressed);
        Assert.False(seldom.IsDue(out _));
        Assert.False(seldom.IsDue(out _));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(seldom.IsDue(out suppressed));
        Assert.Equal(2, suppressed);
    }
}
