using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ActorServer.Protocol.Remoting;
using ActorServer.Server.Connections;
using ActorServer.Server.Tests.Workers;
using ActorServer.Server.Workers;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Server.Tests.Isolation;

/// <summary>Whom the pauses between starts hold up. No time passes but what a test lets pass, so no pause ends by itself.</summary>
[Collection(AloneWithChildren.Name)]
public sealed partial class ProcessBackendPauseTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Config NoTimePasses = "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"";
    private static readonly IPEndPoint Address = new(IPAddress.Loopback, 7788);

    private readonly RecordedLog _log = new();
    private readonly TestProbe _service;
    private readonly IActorRef _backend;

    public ProcessBackendPauseTests()
        : base(NoTimePasses.WithFallback(RemotingConfig.ForServer([])))
    {
        _service = CreateTestProbe("service");
        _backend = _service.ChildActorOf(Backend(), "backend");
        _service.ExpectMsg<IsolationBackend.Ready>(Patience);
    }

    [Fact]
    public void After_an_idle_worker_died_a_client_is_served_at_once_and_the_next_spare_worker_a_second_later()
    {
        Children.Kill(int.Parse(Assert.Single(_log.Lines.Select(line => ReadyLine().Match(line)), match => match.Success).Groups["pid"].Value, CultureInfo.InvariantCulture));
        DiedIdle(1);

        var connection = Serve();

        Assert.Equal(2, connection.ExpectMsg<ClientConnection.WorkerAssigned>(Patience).Worker.Number);
        Assert.False(Exists(worker: 3));
        PassASecond();
        Assert.True(SpinWait.SpinUntil(() => Exists(worker: 3), Patience));
    }

    [Fact]
    public void A_worker_that_is_as_good_as_dead_gets_no_client()
    {
        _backend.Tell(new Worker.DiedIdle(1));

        Assert.Equal(2, Serve().ExpectMsg<ClientConnection.WorkerAssigned>(Patience).Worker.Number);
    }

    [Fact]
    public void Clients_each_of_whom_one_worker_has_not_reached_hold_up_nobody()
    {
        for (var client = 1; client <= 3; client++)
        {
            var connection = Serve(client);
            DieBeforeReaching(connection);
            DiedIdle(client);
            connection.ExpectMsg<ClientConnection.WorkerAssigned>(Patience);
            connection.Reply(new ClientConnection.HandOffSent(connection.ExpectMsg<ClientConnection.HandOffOrder>(Patience).Number));
        }
    }

    [Fact]
    public void A_client_whom_three_workers_in_a_row_have_not_reached_waits_a_second_for_the_fourth()
    {
        var connection = Serve();
        for (var worker = 1; worker <= 3; worker++)
        {
            Assert.Equal(worker, DieBeforeReaching(connection));
            DiedIdle(worker);
        }

        Assert.True(SpinWait.SpinUntil(() => !Exists(worker: 3), Patience));
        // What it had said before it ended is behind us when the backend answers.
        _backend.Tell(new Identify("settled"), TestActor);
        ExpectMsg<ActorIdentity>(Patience);
        Assert.False(Exists(worker: 4));
        PassASecond();
        // The spare worker may be ready before the one that is started for the client.
        Assert.InRange(connection.ExpectMsg<ClientConnection.WorkerAssigned>(Patience).Worker.Number, 4, 5);
    }

    protected override void AfterAll()
    {
        var watcher = CreateTestProbe();
        watcher.Watch(_backend);
        _backend.Tell(IsolationBackend.Stop.Instance);
        _service.FishForMessage(message => message is IsolationBackend.Stopped, Patience);
        Sys.Stop(_backend);
        watcher.ExpectTerminated(_backend, Patience);
        base.AfterAll();
    }

    /// <summary>Has the worker that this client gets die before it has the client's socket. Returns its number.</summary>
    private static long DieBeforeReaching(TestProbe connection)
    {
        var assigned = connection.ExpectMsg<ClientConnection.WorkerAssigned>(Patience).Worker;
        var handOver = connection.ExpectMsg<ClientConnection.HandOffOrder>(Patience);
        Children.Kill(assigned.Pid);
        connection.Reply(new ClientConnection.HandOffNotTaken(handOver.Number));
        return assigned.Number;
    }

    private TestProbe Serve(int client = 1)
    {
        var connection = CreateTestProbe();
        _backend.Tell(new IsolationBackend.Serve(new ConnectionInfo($"c-{client}", "default", "process", Address, Address), connection), _service);
        return connection;
    }

    private void DiedIdle(int count) =>
        Assert.True(SpinWait.SpinUntil(() => _log.Lines.Any(line => line.EndsWith($"died-idle={count}", StringComparison.Ordinal)), Patience));

    private void PassASecond() => ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1));

    private bool Exists(int worker)
    {
        Sys.ActorSelection(_backend.Path / $"worker-{worker}").Tell(new Identify(worker), TestActor);
        return ExpectMsg<ActorIdentity>(Patience).Subject is not null;
    }

    private Props Backend()
    {
        var settings = new ProcessSettings(
            WorkerExecutable.ManagedKind, "hand-off", SpareWorkers: 1, MaxWorkers: 5, ClientsPerWorker: 1, MaxConcurrentStarts: 2, StartTimeout: Patience, KillTimeout: TimeSpan.FromSeconds(5));
        return TestBackends.Process(TestBackends.Managed(settings, _log));
    }

    [GeneratedRegex("pid=(?<pid>[0-9]+) ready after ")]
    private static partial Regex ReadyLine();
}
