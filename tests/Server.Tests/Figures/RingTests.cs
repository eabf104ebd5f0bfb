using ActorServer.Server.Figures;

namespace ActorServer.Server.Tests.Figures;

public sealed class RingTests
{
    [Fact]
    public void The_last_few_are_kept_and_the_oldest_comes_first()
    {
        var ring = new Ring<int>(3);
        for (var number = 1; number <= 5; number++)
            ring.Add(number);
        Assert.Equal([3, 4, 5], ring.All());
    }
}
