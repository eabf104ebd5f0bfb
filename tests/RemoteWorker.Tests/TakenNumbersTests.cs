using CsCheck;

namespace ActorServer.RemoteWorker.Tests;

public sealed class TakenNumbersTests
{
    [Fact]
    public void It_knows_what_has_come_in_whatever_order() =>
        Gen.Shuffle(Enumerable.Range(1, 40).Select(number => (long)number).ToArray()).Select(Gen.Int[0, 40]).Sample((numbers, come) =>
        {
            var taken = new TakenNumbers();
            foreach (var number in numbers.Take(come))
                taken.Add(number);
            Assert.All(numbers.Take(come), number => Assert.True(taken.Contains(number)));
            Assert.All(numbers.Skip(come), number => Assert.False(taken.Contains(number)));
        });

    [Fact]
    public void One_that_has_not_come_when_much_higher_ones_have_is_not_waited_for()
    {
        var taken = new TakenNumbers();
        taken.Add(2);
        Assert.False(taken.Contains(1));
        taken.Add(2 * TakenNumbers.Window);
        Assert.True(taken.Contains(1));
        Assert.False(taken.Contains((2 * TakenNumbers.Window) - 1));
        Assert.Equal(TakenNumbers.Window, Enumerable.Range(1, 3 * TakenNumbers.Window).Count(number => number < 2 * TakenNumbers.Window && !taken.Contains(number)));
    }
}
