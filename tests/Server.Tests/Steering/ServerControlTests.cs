using System.Net.Sockets;
using ActorServer.Monitoring;
using ActorServer.Server.Accepting;
using ActorServer.Server.Admission;
using ActorServer.Tests.Shared;

namespace ActorServer.Server.Tests.Steering;

/// <summary>What an operator does to a service that holds one client beside the one it serves.</summary>
public sealed class ServerControlTests() : SteeredService(AcceptorKind.AkkaIo, queueTimeout: TimeSpan.FromMilliseconds(600))
{
    [Fact]
    public async Task A_client_that_is_closed_is_reset_and_its_record_says_why()
    {
        Open();
        var client = Connect();
        var id = Serve();

        Assert.Equal(new ControlOutcome.Done(), await Control.CloseAsync(id, Somebody));

        Assert.Throws<SocketException>(() => client.Receive(new byte[1]));
        await AwaitAsync(status => status.Served == 0);
        Assert.Contains(" reason=operator-closed ", Assert.Single(Written.Of("closed")), StringComparison.Ordinal);
        Assert.Equal("control: action=close id=c-1 by=token from=127.0.0.1:5000", Assert.Single(Written.Of("control")));
    }

    [Fact]
    public async Task A_client_that_is_held_can_be_closed_too_and_is_refused_so()
    {
        Open();
        Connect();
        Serve();
        var held = Connect();
        await AwaitAsync(status => status.Held == 1);
        Assert.Equal("h-1", (await RowsAsync())[1].Id);

        Assert.Equal(new ControlOutcome.Done(), await Control.CloseAsync("h-1", Somebody));

        Assert.Throws<SocketException>(() => held.Receive(new byte[1]));
        Assert.Equal(1, (await StatusAsync()).RefusedTotal["operator-closed"]);
    }

    [Fact]
    public async Task What_there_is_not_is_unknown_and_said_so_in_the_log()
    {
        Open();
        Assert.Equal(new ControlOutcome.Unknown("no connection c-7"), await Control.CloseAsync("c-7", Somebody));
        Assert.Equal(new ControlOutcome.Unknown("no service other"), await Control.PauseAsync("other", Somebody));
        Assert.IsType<ControlOutcome.Unknown>(await Control.KillWorkerAsync("default", 1, Somebody));
        Assert.IsType<ControlOutcome.Unknown>(await Control.DrainWorkerAsync("default", 1, Somebody));
        Assert.Equal("control: action=close id=c-7 by=token from=127.0.0.1:5000 refused=\"no connection c-7\"", Written.Of("control")[0]);
        Assert.Equal(4, Written.Of("control").Count);
    }

    [Fact]
    public async Task A_paused_service_holds_its_clients_whose_time_stands_still_and_is_not_ready()
    {
        Open();
        Assert.Equal(new ControlOutcome.Done(), await Control.PauseAsync("default", Somebody));
        Assert.Equal("paused: default", Server.NotReady);
        Connect();
        Assert.Equal("paused", (await AwaitAsync(status => status.Held == 1)).State);
        // Longer than queue-timeout.
        Backend.ExpectNoMsg(TimeSpan.FromSeconds(1));
        Assert.Equal(1, (await StatusAsync()).Held);

        Assert.Equal(new ControlOutcome.Done(), await Control.ResumeAsync("default", Somebody));

        Assert.Equal("c-1", Serve());
        Assert.Null(Server.NotReady);
        Assert.IsType<ControlOutcome.Done>(await Control.ResumeAsync("default", Somebody));
    }

    [Fact]
    public async Task A_pause_lets_those_go_on_who_are_served_and_refuses_whom_it_cannot_hold()
    {
        Open();
        var client = Connect();
        Serve();
        await Control.PauseAsync("default", Somebody);
        Connect();
        Connect();
        Assert.Equal(1, (await AwaitAsync(status => status.RefusedTotal.ContainsKey("full"))).Served);
        SocketPair.Abort(client);
        Backend.ExpectMsg<IsolationBackend.ConnectionEnded>(Patience);
        Say(new IsolationBackend.HandlerEnded("c-1"));
        Backend.ExpectNoMsg(AWhile);
    }

    [Fact]
    public async Task A_cap_that_is_raised_lets_those_in_who_wait_and_one_that_is_lowered_ends_nobody()
    {
        Open();
        Connect();
        Serve();
        Connect();
        await AwaitAsync(status => status.Held == 1);

        var done = Assert.IsType<ControlOutcome.Done>(await SetAsync("max-connections", "2"));

        Assert.Contains("until the next start", done.Note, StringComparison.Ordinal);
        Assert.Equal("c-2", Serve());
        await SetAsync("max-connections", "1");
        Assert.Equal((2, 1), ((await StatusAsync()).Served, (await StatusAsync()).MaxConnections));
        var wrong = Assert.IsType<ControlOutcome.Wrong>(await SetAsync("max-connections", "none"));
        Assert.Contains("actor-server.services.default.limits.max-connections = none", wrong.Why, StringComparison.Ordinal);
        Assert.Contains("control: action=limits service=default max-connections=2 by=token", Written.Of("control")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cap_for_which_the_system_has_no_room_is_refused_where_that_could_end_the_server()
    {
        Open();
        var refused = Assert.IsType<ControlOutcome.Refused>(await SetAsync("max-connections", "2000000000"));
        Assert.Contains("acceptor = socket", refused.Why, StringComparison.Ordinal);
        Assert.Equal(1, (await StatusAsync()).MaxConnections);
    }

    [Fact]
    public async Task A_service_that_drains_alone_serves_its_clients_to_the_end_and_is_not_ready()
    {
        Open();
        var client = Connect();
        Serve();
        Assert.Equal(new ControlOutcome.Done(), await Control.DrainAsync("default", Somebody));
        Root.ExpectMsg<Service.DrainBegun>(Patience);
        Assert.Equal("draining: default", Server.NotReady);
        Assert.Throws<SocketException>(() => Connect());
        Assert.IsType<ControlOutcome.Refused>(await Control.DrainAsync("default", Somebody));
        Assert.IsType<ControlOutcome.Refused>(await Control.PauseAsync("default", Somebody));

        SocketPair.Abort(client);
        Backend.ExpectMsg<IsolationBackend.ConnectionEnded>(Patience);
        Say(new IsolationBackend.HandlerEnded("c-1"));
        Backend.ExpectMsg<IsolationBackend.Stop>(Patience);
        Say(IsolationBackend.Stopped.Instance);
        Root.ExpectMsg<Service.Drained>(Patience);

        // When the server drains later, this one has nothing left to wait for, and says so.
        Steered.Tell(Service.Drain.Instance, Root);
        Assert.Equal(0, Root.ExpectMsg<Service.DrainBegun>(Patience).Clients);
        Root.ExpectMsg<Service.Drained>(Patience);
    }

    [Fact]
    public async Task A_paused_service_that_drains_serves_those_it_holds()
    {
        Open();
        await Control.PauseAsync("default", Somebody);
        Connect();
        await AwaitAsync(status => status.Held == 1);
        await Control.DrainAsync("default", Somebody);
        Assert.Equal("c-1", Serve());
    }

    [Fact]
    public async Task While_a_service_starts_it_can_be_seen_and_not_steered()
    {
        Assert.Equal("starting", (await StatusAsync()).State);
        Assert.IsType<ControlOutcome.Refused>(await Control.PauseAsync("default", Somebody));
        Assert.IsType<ControlOutcome.Refused>(await Control.ResumeAsync("default", Somebody));
        Assert.IsType<ControlOutcome.Refused>(await Control.DrainAsync("default", Somebody));
        Assert.IsType<ControlOutcome.Refused>(await SetAsync("max-waiting", "5"));
    }

    private Task<ControlOutcome> SetAsync(string key, string value) =>
        Control.SetLimitsAsync("default", new Dictionary<string, string> { [key] = value }, Somebody);
}
