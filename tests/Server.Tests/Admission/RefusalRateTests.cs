using ActorServer.Server.Admission;


namespace ActorServer.Server.Tests.Admission;

public class RefusalRateTests
{
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);

    [Fact]
    public void The_first_refusals_of_a_window_are_logged_and_the_rest_are_counted()
    {
        var rate = new RefusalRate();
        for (var i = 0; i < RefusalRate.LinesPerWindow; i++)
            Assert.Equal(new RefusalRate.Refusal("peer", "full", 0), rate.Note(Start, "peer", "full"));
        for (var i = 0; i < 5; i++)
            Assert.Null(rate.Note(Start, $"late-{i}", "full"));
        Assert.Equal(5, rate.Suppressed);
    }

    [Fact]
    public void The_next_window_says_how_many_were_suppressed()
    {
        var rate = Flooded(RefusalRate.LinesPerWindow + 3);
        Assert.Equal(new RefusalRate.Refusal("next", "full", 3), rate.Note(Start + RefusalRate.Window, "next", "full"));
        Assert.Equal(0, rate.Suppressed);
    }

    [Fact]
    public void A_flush_accounts_for_every_refusal_even_when_no_other_follows()
    {
        var rate = Flooded(RefusalRate.LinesPerWindow + 4);
        var last = rate.Flush();
        Assert.Equal(3, last!.Suppressed);
        Assert.Null(rate.Flush());
    }

    private static RefusalRate Flooded(int refusals)
    {
        var rate = new RefusalRate();
        for (var i = 0; i < refusals; i++)
            rate.Note(Start, "peer", "full");
        return rate;
    }
}
