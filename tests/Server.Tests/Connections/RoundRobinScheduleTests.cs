using ActorServer.Server.Connections;


namespace ActorServer.Server.Tests.Connections;

public sealed class RoundRobinScheduleTests
{
    [Fact]
    public void Each_has_one_turn_in_a_period_and_the_turns_are_of_like_size()
    {
        var turns = new RoundRobinSchedule<int>(20);
        for (var i = 0; i < 1000; i++)
            turns.Add($"c-{i}", i);

        var period = Enumerable.Range(0, 20).Select(_ => turns.Next().ToArray()).ToArray();

        Assert.All(period, turn => Assert.Equal(50, turn.Length));
        Assert.Equal(Enumerable.Range(0, 1000), period.SelectMany(turn => turn).Order());
    }

    [Fact]
    public void Who_has_left_has_no_turn()
    {
        var turns = new RoundRobinSchedule<int>(2);
        turns.Add("c-1", 1);
        turns.Add("c-2", 2);
        turns.Remove("c-1");
        turns.Remove("c-3");

        Assert.Equal([2], turns.Next().Concat(turns.Next()));
        Assert.False(turns.IsEmpty);
        turns.Remove("c-2");
        Assert.True(turns.IsEmpty);
    }
}
