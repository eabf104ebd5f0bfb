using System.Net;
using ActorServer.Protocol.Remoting;
using ActorServer.Server.Connections;
using ActorServer.Server.Tests.Workers;
using ActorServer.Server.Workers;
using Akka.Actor;
using Akka.Configuration;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Server.Tests.Isolation;

/// <summary>What becomes of a worker in which a handler hangs, and of its other clients. No time passes but what a test lets pass.</summary>
[Collection(AloneWithChildren.Name)]
public sealed class RetiringWorkersTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetireTimeout = TimeSpan.FromSeconds(60);
    private static readonly Config NoTimePasses = "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"";
    private static readonly IPEndPoint Address = new(IPAddress.Loopback, 7788);

    private readonly WorkerTable _table = new();
    private readonly TestProbe _service;
    private readonly IActorRef _backend;

    public RetiringWorkersTests()
        : base(NoTimePasses.WithFallback(RemotingConfig.ForServer([])))
    {
        _service = CreateTestProbe("service");
        _backend = _service.ChildActorOf(Backend(), "backend");
        Assert.Equal(6, _service.ExpectMsg<IsolationBackend.Ready>(Patience).Capacity);
    }

    [Fact]
    public void A_worker_whose_handler_outlives_its_client_gets_nobody_new_and_ends_with_its_last_other_client()
    {
        var other = Serve(2, Hanging(1));
        AwaitRetired();
        Assert.Equal(2, Serve(3).Worker);

        CloseFromHandler(other.Connection);

        AwaitGone();
        Assert.Empty(_table.Ends);
    }

    [Fact]
    public void After_retire_timeout_the_others_are_told_that_it_was_killed_and_why()
    {
        var other = Serve(2, Hanging(1));
        AwaitRetired();

        Advance(RetireTimeout);

        var died = other.Connection.FishForMessage<ClientConnection.WorkerDied>(_ => true, Patience);
        Assert.Contains("of its connection c-1, and its other clients had not ended 60 s later (retire-timeout)", died.KilledBecause, StringComparison.Ordinal);
        AwaitGone();
    }

    [Fact]
    public void The_places_that_a_retired_worker_does_not_give_are_not_told_to_be_there()
    {
        Serve(2, Hanging(1));
        AwaitRetired();
        Assert.Equal(5, _service.ExpectMsg<IsolationBackend.Ready>(Patience).Capacity);
    }

    [Fact]
    public void Without_other_clients_it_is_killed_at_once()
    {
        Hanging(1)();
        Assert.Equal("c-1", _service.FishForMessage<IsolationBackend.HandlerEnded>(_ => true, Patience).Id);
        AwaitGone();
    }

    protected override void AfterAll()
    {
        var watcher = CreateTestProbe();
        watcher.Watch(_backend);
        Sys.Stop(_backend);
        watcher.ExpectTerminated(_backend, Patience);
        base.AfterAll();
    }

    private static void CloseFromHandler(TestProbe connection)
    {
        connection.Reply(new Tcp.Received(ByteString.FromString("close")));
        connection.FishForMessage<Tcp.Close>(_ => true, Patience);
        connection.Reply(Tcp.Closed.Instance);
    }

    /// <summary>Serves a client whose handler hangs; to call what is returned lets the client go, and the handler's time pass.</summary>
    private Action Hanging(int client)
    {
        var (connection, _) = Serve(client);
        connection.Reply(new Tcp.Received(ByteString.FromString("hang")));
        return () =>
        {
            _backend.Tell(new IsolationBackend.ConnectionEnded($"c-{client}"), _service);
            // Its worker's actor has heard of it when it answers.
            _backend.Tell(new Identify("heard"), TestActor);
            ExpectMsg<ActorIdentity>(Patience);
            Sys.ActorSelection(_backend.Path / "worker-1").Tell(new Identify("heard"), TestActor);
            ExpectMsg<ActorIdentity>(Patience);
            Advance(KillTimeout);
        };
    }

    private (TestProbe Connection, long Worker) Serve(int client, Action? before = null)
    {
        var connection = CreateTestProbe();
        _backend.Tell(new IsolationBackend.Serve(new ConnectionInfo($"c-{client}", "default", "process", Address, Address), connection), _service);
        var worker = connection.ExpectMsg<ClientConnection.WorkerAssigned>(Patience).Worker.Number;
        connection.FishForMessage<Tcp.Register>(_ => true, Patience);
        before?.Invoke();
        return (connection, worker);
    }

    private void Advance(TimeSpan time) => ((TestScheduler)Sys.Scheduler).Advance(time);

    private void AwaitRetired() =>
        Assert.True(SpinWait.SpinUntil(() => _table.Places.Any(worker => worker is { Number: 1, Retired: RetireReason.HandlerHangs, Clients: 2 }), Patience));

    private void AwaitGone() => Assert.True(SpinWait.SpinUntil(() => _table.Places.All(worker => worker?.Number != 1), Patience));

    private Props Backend()
    {
        var settings = new ProcessSettings(
            WorkerExecutable.ManagedKind, "relay", SpareWorkers: 0, MaxWorkers: 2, ClientsPerWorker: 0, MaxConcurrentStarts: 2, StartTimeout: Patience, KillTimeout: KillTimeout)
        {
            ClientsAtOnce = 3,
            RetireTimeout = RetireTimeout,
        };
        return TestBackends.Process(TestBackends.Managed(settings) with { Table = _table });
    }
}
