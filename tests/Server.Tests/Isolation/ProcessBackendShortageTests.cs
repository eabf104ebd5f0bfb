using System.Net;
using ActorServer.Protocol.Remoting;
using ActorServer.Server.Connections;
using ActorServer.Server.Workers;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Server.Tests.Isolation;

/// <summary>What a shortage of descriptors or tasks means to clients. A probe plays the launcher, and time passes as the test says.</summary>
public sealed class ProcessBackendShortageTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan QueueTimeout = TimeSpan.FromSeconds(5);
    private static readonly Config NoTimePasses = "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"";
    private static readonly IPEndPoint Address = new(IPAddress.Loopback, 7788);

    private readonly RecordedLog _log = new();
    private readonly TestProbe _service;
    private readonly TestProbe _launcher;
    private readonly IActorRef _backend;

    public ProcessBackendShortageTests()
        : base(NoTimePasses.WithFallback(RemotingConfig.ForServer([])))
    {
        _service = CreateTestProbe("service");
        _launcher = CreateTestProbe("launcher");
        _backend = _service.ChildActorOf(Backend(), "backend");
        _launcher.ExpectMsg<WorkerLauncher.Launch>(Patience);
        _backend.Tell(new Worker.Ready(1));
        _service.ExpectMsg<IsolationBackend.Ready>(Patience);
        // Has the one worker that there is.
        Serve(1);
        Settle();
    }

    [Fact]
    public void A_client_should_wait_out_a_shortage_and_one_line_should_tell_of_it()
    {
        var connection = Serve(2);
        for (var attempt = 0; attempt < 10; attempt++)
        {
            FailToLaunch(StartFailure.Shortage);
            Pass(StartPolicy.ShortagePause);
        }

        _launcher.ExpectMsg<WorkerLauncher.Launch>(Patience);
        connection.ExpectNoMsg(0);
        Assert.Equal(1, _log.Lines.Count(line => line.Contains("did not start", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_client_should_not_wait_longer_than_one_that_is_held()
    {
        var connection = Serve(2);
        FailToLaunch(StartFailure.Shortage);
        Pass(QueueTimeout);
        // One is started meanwhile, and it may yet be ready.
        connection.ExpectNoMsg(0);
        FailToLaunch(StartFailure.Shortage);
        Assert.Equal("none are left", connection.ExpectMsg<ClientConnection.WorkerUnavailable>(Patience).Error);
        Assert.Equal("c-2", _service.ExpectMsg<IsolationBackend.HandlerEnded>(Patience).Id);
    }

    [Fact]
    public void A_client_should_be_given_up_after_three_starts_that_failed_for_another_reason()
    {
        var connection = Serve(2);
        for (var attempt = 1; attempt <= StartPolicy.FailuresBeforeGivingUp; attempt++)
        {
            connection.ExpectNoMsg(0);
            FailToLaunch(StartFailure.Fault);
            // The longer of the two pauses; both together are shorter than a client may wait.
            Pass(TimeSpan.FromSeconds(2));
        }

        connection.ExpectMsg<ClientConnection.WorkerUnavailable>(Patience);
    }

    private TestProbe Serve(int client)
    {
        var connection = CreateTestProbe();
        _backend.Tell(new IsolationBackend.Serve(new ConnectionInfo($"c-{client}", "default", "process", Address, Address), connection), _service);
        return connection;
    }

    /// <summary>A worker asks to be launched, and cannot be; the backend knows when this returns.</summary>
    private void FailToLaunch(StartFailure why)
    {
        _launcher.ExpectMsg<WorkerLauncher.Launch>(Patience);
        var worker = _launcher.LastSender;
        Watch(worker);
        _launcher.Reply(new WorkerLauncher.LaunchFailed("none are left", why));
        ExpectTerminated(worker, Patience);
        Settle();
    }

    private void Settle()
    {
        _backend.Tell(new Identify("settled"), TestActor);
        ExpectMsg<ActorIdentity>(Patience);
    }

    private void Pass(TimeSpan time)
    {
        ((TestScheduler)Sys.Scheduler).Advance(time);
        Settle();
    }

    private Props Backend()
    {
        var settings = new ProcessSettings(
            WorkerExecutable.ManagedKind, "hand-off", SpareWorkers: 0, MaxWorkers: 5, ClientsPerWorker: 1, MaxConcurrentStarts: 2, StartTimeout: Patience, KillTimeout: TimeSpan.FromSeconds(5));
        return TestBackends.Process(
            new WorkerSetup("default", WorkerCommand.For(new WorkerExecutable("own", "/nowhere"), settings), WorkerConfig.Prepare(), TestBackends.Handler<ContractHandler>(), settings, _launcher, _ => { }, _log) { QueueTimeout = QueueTimeout });
    }
}
