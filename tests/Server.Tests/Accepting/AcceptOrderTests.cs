using ActorServer.Server.Accepting;
using CsCheck;

namespace ActorServer.Server.Tests.Accepting;

public class AcceptOrderTests
{
    [Theory]
    [InlineData("$a", 0)]
    [InlineData("$b", 1)]
    [InlineData("$~", 63)]
    [InlineData("$ab", 64)]
    [InlineData("listener", -1)]
    [InlineData("$", -1)]
    [InlineData("$?", -1)]
    public void Names_given_by_counting_are_read_back_as_numbers(string name, long number) =>
        Assert.Equal(number, AcceptOrder<int>.NumberOf(name));

    [Fact]
    public void Whatever_the_order_of_arrival_items_leave_in_the_order_of_their_numbers() =>
        Gen.Shuffle(Enumerable.Range(0, 40).ToArray()).Sample(arrival =>
        {
            var order = new AcceptOrder<int>();
            Assert.Equal(Enumerable.Range(0, 40), arrival.SelectMany(number => order.Add(number, number).ToList()));
        });

    [Fact]
    public void One_that_never_comes_holds_up_nobody_once_it_is_skipped()
    {
        var order = new AcceptOrder<string>();
        Assert.Empty(order.Add(1, "second"));
        Assert.Equal(["second"], order.Skip(0));
        Assert.Equal(["third"], order.Add(2, "third"));
    }

    [Fact]
    public void One_that_is_given_up_holds_up_nobody_and_has_its_turn_at_once_if_it_comes_all_the_same()
    {
        var order = new AcceptOrder<string>();
        Assert.Null(order.Awaited);
        Assert.Empty(order.Add(2, "third"));
        Assert.Equal(0, order.Awaited);
        Assert.Equal(["third"], order.GiveUpAwaited());
        Assert.Null(order.Awaited);
        Assert.Equal(["first"], order.Add(0, "first"));
        Assert.Empty(order.Skip(1));
        Assert.Equal(["fourth"], order.Add(3, "fourth"));
    }

    [Fact]
    public void What_waits_can_be_taken_out_in_order()
    {
        var order = new AcceptOrder<string>();
        Assert.Empty(order.Add(3, "fourth"));
        Assert.Empty(order.Add(1, "second"));
        Assert.Equal(["second", "fourth"], order.TakeWaiting());
        Assert.Empty(order.TakeWaiting());
    }
}
