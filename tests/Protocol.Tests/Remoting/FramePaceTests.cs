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

    private static void Count(FramePace pace, int frames)
    {
        for (var count = 0; count < frames; count++)
            pace.Count();
    }
}
