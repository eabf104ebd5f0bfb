using System.Net;
using ActorServer.Server.Accepting;

namespace ActorServer.Server.Tests.Accepting;

public class BindingPlanTests
{
    private static readonly IPAddress One = IPAddress.Loopback;
    private static readonly IPAddress Two = IPAddress.IPv6Loopback;

    [Fact]
    public void The_port_of_the_first_address_is_that_of_all()
    {
        var plan = new BindingPlan([One, Two], PortsLeft: 1);
        Assert.Equal((One, null, false), (plan.Next, plan.Port, plan.IsDone));
        plan = plan.Bind(new IPEndPoint(One, 4711));
        Assert.Equal((Two, 4711, false), (plan.Next, plan.Port, plan.IsDone));
        plan = plan.Bind(new IPEndPoint(Two, 4711));
        Assert.True(plan.IsDone);
        Assert.Equal([new(One, 4711), new(Two, 4711)], plan.Bound);
    }

    [Fact]
    public void Another_port_begins_with_the_first_address_again()
    {
        var plan = new BindingPlan([One, Two], PortsLeft: 1).Bind(new IPEndPoint(One, 4711)).WithAnotherPort();
        Assert.Equal((One, null, 0), (plan.Next, plan.Port, plan.PortsLeft));
        Assert.Empty(plan.Bound);
    }

    [Fact]
    public void One_address_at_least_is_not_skipped()
    {
        Assert.False(new BindingPlan([One], PortsLeft: 1).MaySkipNext);
        var plan = new BindingPlan([One, Two], PortsLeft: 1);
        Assert.True(plan.MaySkipNext);
        Assert.False(plan.SkipNext().MaySkipNext);
        Assert.True(plan.Bind(new IPEndPoint(One, 4711)).MaySkipNext);
        Assert.True(plan.Bind(new IPEndPoint(One, 4711)).SkipNext().IsDone);
    }
}
