using ActorServer.Server.Connections;

namespace ActorServer.Server.Tests.Connections;

public sealed class LingerDeadlineTests
{
    private static readonly LimitSettings Limits = new(1, 0, default, TimeSpan.FromSeconds(2), default, default, TimeSpan.FromSeconds(9), default);

    private readonly LingerDeadline _deadline = new(Limits, TimeSpan.Zero);

    [Fact]
    public void A_client_that_has_all_and_has_closed_is_closed_at_once() =>
        Assert.Equal(LingerDeadline.Next.Close, Check(0, sending: false, inputEnded: true).Next);

    [Fact]
    public void A_client_that_has_all_and_does_not_close_is_closed_after_the_linger_time()
    {
        Assert.Equal(new LingerDeadline.Verdict(LingerDeadline.Next.Wait, TimeSpan.FromSeconds(2)), Check(0, sending: false));
        Assert.Equal(LingerDeadline.Next.Wait, Check(1.9, sending: false).Next);
        Assert.Equal(LingerDeadline.Next.Close, Check(2, sending: false).Next);
    }

    [Fact]
    public void A_client_that_takes_nothing_is_cut_off_after_the_stall_time()
    {
        Assert.Equal(LingerDeadline.Next.Wait, Check(8.9, sending: true).Next);
        Assert.Equal(LingerDeadline.Next.Wait, Check(9, sending: true, taken: 7).Next);
        Assert.Equal(LingerDeadline.Next.CutOff, Check(18, sending: true, taken: 7).Next);
    }

    [Fact]
    public void A_client_that_may_stall_for_ever_has_the_linger_time()
    {
        var deadline = new LingerDeadline(Limits with { SendStallTimeout = default }, TimeSpan.Zero);
        deadline.Check(TimeSpan.Zero, sending: true, taken: 0, inputEnded: false, mustAskForEnd: false);
        Assert.Equal(LingerDeadline.Next.Close, deadline.Check(TimeSpan.FromSeconds(2), sending: true, taken: 0, inputEnded: false, mustAskForEnd: false).Next);
    }

    [Fact]
    public void What_nothing_announces_is_asked_for_soon_and_then_more_rarely()
    {
        var asks = Enumerable.Range(0, 9).Select(_ => Check(0, sending: false, mustAskForEnd: true).AskAgainIn.TotalMilliseconds);
        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 100, 100], asks);
    }

    private LingerDeadline.Verdict Check(double seconds, bool sending, long taken = 0, bool inputEnded = false, bool mustAskForEnd = false) =>
        _deadline.Check(TimeSpan.FromSeconds(seconds), sending, taken, inputEnded, mustAskForEnd);
}
