using ActorServer.Protocol.Messages;
using ActorServer.Server.Connections;
using Akka.Actor;
using static ActorServer.Server.Connections.ConnectionState;

namespace ActorServer.Server.Tests.Connections;

public sealed class ConnectionStateTests
{
    private static readonly LimitSettings Limits = new(1, 0, default, TimeSpan.FromSeconds(2), default, default, TimeSpan.FromSeconds(9), default);
    private static readonly LingerDeadline Deadline = new(Limits, TimeSpan.Zero);

    private readonly Arriving _arriving = new(Draining: false);
    private readonly OpenInWorker _inWorker = new(ActorRefs.Nobody);
    private readonly LingeringReturned _lingering = new(HasEnded: false, EndReason.HandlerClosed, Deadline);

    [Theory]
    [InlineData(EndReason.PeerReset, EndReason.HandlerClosed)]
    [InlineData(EndReason.DrainDeadline, EndReason.HandlerClosed)]
    [InlineData(EndReason.Killed, EndReason.HandlerClosed)]
    [InlineData(EndReason.SendStallTimeout, EndReason.SendStallTimeout)]
    [InlineData(EndReason.MaxLifetime, EndReason.MaxLifetime)]
    [InlineData(EndReason.OperatorClosed, EndReason.OperatorClosed)]
    public void Of_one_that_lingers_the_first_reason_wins_except_a_stall_and_the_lifetime(string cutOff, string expected) =>
        Assert.Equal(expected, _lingering.ReasonOf(cutOff));

    [Theory]
    [InlineData(EndReason.PeerReset)]
    [InlineData(EndReason.WorkerDied)]
    [InlineData(EndReason.IdleTimeout)]
    public void Before_that_what_cuts_it_off_is_the_reason(string cutOff)
    {
        Assert.Equal(cutOff, _arriving.ReasonOf(cutOff));
        Assert.Equal(cutOff, _inWorker.ReasonOf(cutOff));
    }

    [Fact]
    public void Only_the_lifetime_bounds_one_that_lingers()
    {
        Assert.True(_lingering.IsBoundBy(EndReason.MaxLifetime));
        Assert.False(_lingering.IsBoundBy(EndReason.IdleTimeout));
        Assert.False(_lingering.IsBoundBy(EndReason.FirstByteTimeout));
        Assert.True(_inWorker.IsBoundBy(EndReason.IdleTimeout));
    }

    [Fact]
    public void One_that_is_closed_both_ways_was_reset_unless_our_side_was_closed() =>
        Assert.Equal((true, false), (_arriving.SeenClosed(TimeSpan.Zero).WasReset, _lingering.SeenClosed(TimeSpan.Zero).WasReset));

    [Fact]
    public void Whoever_has_the_socket_is_given_a_second_to_say_that_it_is_his_close()
    {
        var (seen, wasReset) = _inWorker.SeenClosed(TimeSpan.FromSeconds(5));
        Assert.False(wasReset);
        (seen, wasReset) = seen.SeenClosed(TimeSpan.FromSeconds(5.9));
        Assert.False(wasReset);
        Assert.True(seen.SeenClosed(TimeSpan.FromSeconds(6)).WasReset);
    }

    [Fact]
    public void Who_has_had_the_socket_may_have_kept_it() =>
        Assert.Equal((false, true, true), (_arriving.IsShared, _inWorker.IsShared, _lingering.IsShared));
}
