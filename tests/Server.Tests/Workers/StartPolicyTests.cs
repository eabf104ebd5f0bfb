using ActorServer.Server.Workers;
using CsCheck;

namespace ActorServer.Server.Tests.Workers;

public class StartPolicyTests
{
    private static readonly Gen<StartEvent> AnyEvent = Gen.Select(
        Gen.Enum<StartEventKind>(), Gen.Enum<StartFailure>(), Gen.Bool, Gen.Int[0, 3], Gen.Int[0, 5], (kind, why, isSpare, others, pick) => new StartEvent(kind, why, isSpare, others, pick));

    private readonly StartPolicy _starts = new();

    [Fact]
    public void A_server_that_starts_gives_up_after_three_failed_starts_or_one_that_took_too_long()
    {
        Assert.Equal(FailedStart.OneOfSeveral, Fail(StartFailure.Shortage));
        Assert.Equal(FailedStart.OneOfSeveral, Fail(StartFailure.Fault));
        Assert.Equal(FailedStart.NoneCanStart, Fail(StartFailure.Fault));
        Assert.Equal(FailedStart.NoneCanStart, new StartPolicy().Failed(StartFailure.TimedOut, isSpare: false, others: 0));
    }

    [Fact]
    public void Pauses_double_up_to_a_bound_until_a_worker_is_ready()
    {
        _starts.BecameReady();
        Assert.Equal([1, 2, 4, 8, 16, 32, 32], Enumerable.Range(0, 7).Select(_ => FailAndGoOn()));
        _starts.BecameReady();
        Assert.Equal(1, FailAndGoOn());
    }

    [Fact]
    public void Starts_that_fail_together_lengthen_the_pause_once()
    {
        _starts.BecameReady();
        Assert.NotNull(_starts.Pause(Fail(StartFailure.Fault)));
        Assert.Null(_starts.Pause(Fail(StartFailure.Fault)));
        _starts.GoOn();
        Assert.Equal(2, FailAndGoOn());
    }

    [Fact]
    public void What_is_short_gives_up_nobody_before_their_time_and_is_news_once()
    {
        _starts.BecameReady();
        var client = _starts.Await();
        Assert.Equal(FailedStart.NewShortage, Fail(StartFailure.Shortage, others: 1));
        for (var again = 0; again < 10; again++)
        {
            Assert.Equal(FailedStart.SameShortage, Fail(StartFailure.Shortage, others: 1));
            Assert.False(_starts.IsGivenUp(client, underWay: 0));
        }

        client.IsOverdue = true;
        Assert.False(_starts.IsGivenUp(client, underWay: 1));
        Assert.True(_starts.IsGivenUp(client, underWay: 0));
        _starts.BecameReady();
        Assert.Equal(FailedStart.NewShortage, Fail(StartFailure.Shortage, others: 1));
    }

    [Fact]
    public void Whose_time_is_up_is_given_up_when_no_start_is_under_way_also_if_none_has_failed()
    {
        _starts.BecameReady();
        var client = _starts.Await();
        Assert.False(_starts.IsGivenUp(client, underWay: 0));
        client.IsOverdue = true;
        Assert.False(_starts.IsGivenUp(client, underWay: 1));
        Assert.True(_starts.IsGivenUp(client, underWay: 0));
    }

    [Fact]
    public void Without_another_worker_nothing_is_given_back_and_a_shortage_is_a_fault()
    {
        _starts.BecameReady();
        Assert.Equal(FailedStart.OneOfSeveral, Fail(StartFailure.Shortage, others: 0));
        Assert.Equal(FailedStart.NewShortage, _starts.Failed(StartFailure.Shortage, isSpare: true, others: 0));
    }

    [Fact]
    public void Whatever_happens_nobody_waits_through_three_failures_in_a_row_and_nobody_is_given_up_before_without_their_time_being_up() =>
        AnyEvent.List[0, 60].Sample(events =>
        {
            var model = new StartModel();
            foreach (var happened in events)
                model.Step(happened);
        });

    private FailedStart Fail(StartFailure why, int others = 0) => _starts.Failed(why, isSpare: false, others);

    private double FailAndGoOn()
    {
        var pause = _starts.Pause(Fail(StartFailure.Fault));
        _starts.GoOn();
        return pause!.Value.TotalSeconds;
    }
}
