using ActorServer.Protocol.Inbound;


namespace ActorServer.Protocol.Tests.Remoting;

public class FramePaceTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void A_burst_passes_and_then_so_many_frames_a_second()
    {
        var pace = new FramePace(_clock);
        Count(pace, FramePace.Burst);
        Assert.True(pace.WaitAsync().IsCompleted);
        Count(pace, FramePace.FramesPerSecond);
        Assert.False(pace.WaitAsync().IsCompleted);
        _clock.Seconds += 1.1;
        Assert.True(pace.WaitAsync().IsCompleted);
    }

    [Fact]
    public void Silence_saves_up_no_more_than_a_burst()
    {
        var pace = new FramePace(_clock);
        _clock.Seconds += 3600;
        Assert.True(pace.WaitAsync().IsCompleted);
        Count(pace, FramePace.Burst + FramePace.FramesPerSecond);
        Assert.False(pace.WaitAsync().IsCompleted);
    }

    [Fact]
    public void Who_was_sent_something_asks_for_as_much_for_free()
    {
        var pace = new FramePace(_clock);
        Count(pace, FramePace.Burst);
        for (var sent = 1; sent <= 100_000; sent++)
            pace.CountAsking(sent);
        Assert.True(pace.WaitAsync().IsCompleted);
        Ask(pace, FramePace.FramesPerSecond, sent: 100_000);
        Assert.False(pace.WaitAsync().IsCompleted);
    }

    [Fact]
    public void What_was_not_asked_for_saves_up_no_more_than_a_burst()
    {
        var pace = new FramePace(_clock);
        Ask(pace, 2 * FramePace.Burst, sent: 1_000_000);
        Assert.True(pace.WaitAsync().IsCompleted);
        Ask(pace, FramePace.FramesPerSecond, sent: 1_000_000);
        Assert.False(pace.WaitAsync().IsCompleted);
    }

    private static void Ask(FramePace pace, int times, long sent)
    {
        for (var count = 0; count < times; count++)
            pace.CountAsking(sent);
    }

    private static void Count(FramePace pace, int frames)
    {
        for (var count = 0; count < frames; count++)
            pace.Count();
    }
}
