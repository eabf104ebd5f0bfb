using System.Net;
using ActorServer.Monitoring;
using ActorServer.Protocol.Remoting;
using ActorServer.Server.Connections;
using ActorServer.Server.Tests.Workers;
using ActorServer.Server.Workers;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Server.Tests.Isolation;

/// <summary>What an operator sees of workers, and does to them. One is spare.</summary>
[Collection(AloneWithChildren.Name)]
public sealed class ProcessBackendOperatorTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly IPEndPoint Address = new(IPAddress.Loopback, 7788);

    private readonly WorkerTable _table = new();
    private readonly TestProbe _service;
    private readonly IActorRef _backend;

    public ProcessBackendOperatorTests()
        : base(RemotingConfig.ForServer([]))
    {
        _service = CreateTestProbe("service");
        _backend = _service.ChildActorOf(Backend(), "backend");
        _service.ExpectMsg<IsolationBackend.Ready>(Patience);
    }

    [Fact]
    public void A_worker_is_counted_and_shown_with_what_it_uses()
    {
        AwaitCounts(counts => counts is { Idle: 1, Max: 5, StartedTotal: 1, DiedTotal: 0 });
        var spare = Assert.Single(_table.Places)!;
        Assert.True(spare.Process!.Usage is { CpuSeconds: > 0, MemoryBytes: > 1 << 20 });

        var connection = Serve("c-1");
        var worker = connection.ExpectMsg<ClientConnection.WorkerAssigned>(Patience).Worker;

        Assert.Equal((spare.Number, 1L, 1), (worker.Number, spare.Served, spare.Clients));
        AwaitCounts(counts => counts is { Busy: 1, Idle: 1 });
    }

    [Fact]
    public void A_busy_worker_that_is_killed_takes_its_client_along_and_has_not_died_by_itself()
    {
        var connection = Serve("c-1");
        connection.ExpectMsg<ClientConnection.WorkerAssigned>(Patience);
        connection.Reply(new ClientConnection.HandOffSent(connection.ExpectMsg<ClientConnection.HandOffOrder>(Patience).Number));

        Assert.Equal(new ControlOutcome.Done(), Order(new WorkerOrders.Kill(1)));

        var died = connection.FishForMessage<ClientConnection.WorkerDied>(_ => true, Patience);
        Assert.Equal("signal:9", died.Exit.ToString());
        Assert.Contains("operator", died.KilledBecause, StringComparison.Ordinal);
        AwaitCounts(counts => counts is { Busy: 0, Dying: 0, DiedTotal: 0 });
        // The client's record tells of it.
        Assert.Empty(_table.Ends);
    }

    [Fact]
    public void An_idle_worker_that_is_killed_is_replaced_at_once_and_its_end_is_kept()
    {
        AwaitCounts(counts => counts.Idle == 1);
        Assert.Equal(new ControlOutcome.Done(), Order(new WorkerOrders.Kill(1)));
        AwaitCounts(counts => counts is { Idle: 1, StartedTotal: 2, DiedTotal: 0 });
        var end = Assert.Single(_table.Ends).Describe("default");
        Assert.Equal(("worker", "1", "signal:9", "an operator wanted it"), (end.Kind, end.Id, end.Exit, end.Error));
    }

    [Fact]
    public void One_that_dies_by_itself_is_counted_and_its_end_is_kept()
    {
        AwaitCounts(counts => counts.Idle == 1);
        Children.Kill(_table.Places[0]!.Process!.Pid);
        AwaitCounts(counts => counts is { DiedTotal: 1 } && _table.Ends.Count == 1);
        Assert.Equal("signal:9", _table.Ends[0].Describe("default").Reason);
    }

    [Fact]
    public void A_worker_that_is_to_leave_ends_after_its_client()
    {
        var connection = Serve("c-1");
        connection.ExpectMsg<ClientConnection.WorkerAssigned>(Patience);
        AwaitCounts(counts => counts is { Busy: 1, Idle: 1 });
        Assert.Equal(new ControlOutcome.Done(), Order(new WorkerOrders.Leave(1)));
        Assert.Equal(1, _table.Counts.Busy);
        // The idle one ends at once, and another one takes its place.
        Assert.Equal(new ControlOutcome.Done(), Order(new WorkerOrders.Leave(2)));
        AwaitCounts(counts => counts is { Idle: 1, StartedTotal: 3, DiedTotal: 0 });

        _backend.Tell(new IsolationBackend.ConnectionEnded("c-1"), _service);
        _service.ExpectMsg<IsolationBackend.HandlerEnded>(Patience);
        AwaitCounts(counts => counts is { Busy: 0, Dying: 0, DiedTotal: 0 });
    }

    [Fact]
    public void Workers_that_there_are_not_are_unknown_and_another_cap_is_told_to_the_service()
    {
        Assert.Equal(new ControlOutcome.Unknown("no worker 77 of service default"), Order(new WorkerOrders.Kill(77)));
        Assert.IsType<ControlOutcome.Unknown>(Order(new WorkerOrders.Leave(77)));
        _backend.Tell(new WorkerOrders.SetLimits(3, TimeSpan.Zero), TestActor);
        Assert.Equal(3, _service.ExpectMsg<IsolationBackend.Ready>(Patience).Capacity);
        AwaitCounts(counts => counts.Max == 3);
    }

    protected override void AfterAll()
    {
        _backend.Tell(IsolationBackend.Stop.Instance);
        _service.FishForMessage(message => message is IsolationBackend.Stopped, Patience);
        base.AfterAll();
    }

    private ControlOutcome Order(object order)
    {
        _backend.Tell(order, TestActor);
        return ExpectMsg<ControlOutcome>(Patience);
    }

    private TestProbe Serve(string id)
    {
        var connection = CreateTestProbe();
        _backend.Tell(new IsolationBackend.Serve(new ConnectionInfo(id, "default", "process", Address, Address), connection), _service);
        return connection;
    }

    private void AwaitCounts(Func<WorkerCounts, bool> condition) =>
        Assert.True(SpinWait.SpinUntil(() => condition(_table.Counts), Patience), _table.Counts.ToString());

    private Props Backend()
    {
        var settings = new ProcessSettings(
            WorkerExecutable.ManagedKind, "hand-off", SpareWorkers: 1, MaxWorkers: 5, ClientsPerWorker: 0, MaxConcurrentStarts: 2, StartTimeout: Patience, KillTimeout: TimeSpan.FromSeconds(5));
        return TestBackends.Process(TestBackends.Managed(settings, new RecordedLog()) with { Table = _table });
    }
}
