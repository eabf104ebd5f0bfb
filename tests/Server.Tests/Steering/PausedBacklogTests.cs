using ActorServer.Monitoring;
using ActorServer.Server.Accepting;
using ActorServer.Server.Admission;

namespace ActorServer.Server.Tests.Steering;

/// <summary>The bare socket leaves the clients of a paused service in the kernel's backlog.</summary>
public sealed class PausedBacklogTests() : SteeredService(AcceptorKind.Socket, maxConnections: 10, maxWaiting: 0)
{
    [Fact]
    public async Task Clients_wait_there_and_none_is_refused_for_want_of_a_waiting_line()
    {
        Open();
        await Control.PauseAsync("default", Somebody);
        for (var client = 0; client < 3; client++)
            Connect();
        Backend.ExpectNoMsg(AWhile);
        Assert.Equal((0, 0), ((await StatusAsync()).AcceptedTotal, (await StatusAsync()).Held));

        await Control.ResumeAsync("default", Somebody);

        Assert.Equal(["c-1", "c-2", "c-3"], [Serve(), Serve(), Serve()]);
        Connect();
        Assert.Equal("c-4", Serve());
        Assert.Equal(4, (await StatusAsync()).AcceptedTotal);
    }

    [Fact]
    public async Task Any_cap_may_be_set_as_accepting_stops_before_anything_runs_short()
    {
        Open();
        Assert.IsType<ControlOutcome.Done>(await Control.SetLimitsAsync("default", new Dictionary<string, string> { ["max-connections"] = "2000000000" }, Somebody));
        Assert.Equal(2_000_000_000, (await StatusAsync()).MaxConnections);
    }

    [Fact]
    public async Task One_who_has_been_accepted_on_the_way_into_a_pause_is_served_by_a_drain()
    {
        Open();
        await Control.PauseAsync("default", Somebody);
        Connect();
        // It has come to the accept that was under way.
        Backend.ExpectNoMsg(AWhile);
        Assert.Equal(new ControlOutcome.Done(), await Control.DrainAsync("default", Somebody));
        Serve();
        Root.ExpectMsg<Service.DrainBegun>(Patience);
    }
}
