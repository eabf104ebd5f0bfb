using System.Net;
using ActorServer.Protocol.Remoting;
using ActorServer.Server.Workers;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorServer.Server.Tests.Isolation;

/// <summary>
/// A backend of processes whose launcher a probe plays: no process is started but by a test, and what workers say a test says in their place.
/// Time passes as the test says. One worker is ready; none is kept spare.
/// </summary>
public abstract class PlayedLauncher : TestKit
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    protected static readonly TimeSpan QueueTimeout = TimeSpan.FromSeconds(5);
    private static readonly Config NoTimePasses = "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"";
    private static readonly IPEndPoint Address = new(IPAddress.Loopback, 7788);

    protected PlayedLauncher(int maxWorkers = 5, int clientsAtOnce = 1, int clientsPerWorker = 1)
        : base(NoTimePasses.WithFallback(RemotingConfig.ForServer([])))
    {
        Service = CreateTestProbe("service");
        Launcher = CreateTestProbe("launcher");
        Backend = Service.ChildActorOf(BackendProps(maxWorkers, clientsAtOnce, clientsPerWorker), "backend");
        FirstWorker = AwaitLaunch();
        Backend.Tell(new Worker.Ready(1));
        Service.ExpectMsg<IsolationBackend.Ready>(Patience);
    }

    protected TestProbe Service { get; }

    protected TestProbe Launcher { get; }

    protected IActorRef Backend { get; }

    /// <summary>The actor of the worker that is ready.</summary>
    protected IActorRef FirstWorker { get; }

    private protected RecordedLog Logged { get; } = new();

    private protected WorkerTable Table { get; } = new();

    /// <summary>Another client comes. Returns what plays its connection.</summary>
    protected TestProbe Serve(int client)
    {
        var connection = CreateTestProbe();
        Backend.Tell(new IsolationBackend.Serve(new ConnectionInfo($"c-{client}", "default", "process", Address, Address), connection), Service);
        return connection;
    }

    /// <summary>A worker asks to be launched. Returns its actor.</summary>
    protected IActorRef AwaitLaunch()
    {
        Launcher.ExpectMsg<WorkerLauncher.Launch>(Patience);
        return Launcher.LastSender;
    }

    /// <summary>A worker asks to be launched, and cannot be; the backend knows when this returns.</summary>
    private protected void FailToLaunch(StartFailure why)
    {
        var worker = AwaitLaunch();
        Watch(worker);
        Launcher.Reply(new WorkerLauncher.LaunchFailed("none are left", why));
        ExpectTerminated(worker, Patience);
        Settle();
    }

    /// <summary>All that the backend was told before is done.</summary>
    protected void Settle()
    {
        Backend.Tell(new Identify("settled"), TestActor);
        ExpectMsg<ActorIdentity>(Patience);
    }

    /// <summary>Of all timers that what was told before has set.</summary>
    protected void Pass(TimeSpan time)
    {
        Settle();
        ((TestScheduler)Sys.Scheduler).Advance(time);
        Settle();
    }

    private Props BackendProps(int maxWorkers, int clientsAtOnce, int clientsPerWorker)
    {
        var settings = new ProcessSettings(
            WorkerExecutable.ManagedKind, "hand-off", SpareWorkers: 0, maxWorkers, clientsPerWorker, MaxConcurrentStarts: 2, StartTimeout: Patience, KillTimeout: TimeSpan.FromSeconds(5))
        {
            ClientsAtOnce = clientsAtOnce,
        };
        var command = WorkerCommand.For(new WorkerExecutable("own", "/nowhere"), settings);
        return TestBackends.Process(
            new WorkerSetup("default", command, WorkerConfig.Prepare(), TestBackends.Handler<ContractHandler>(), settings, Launcher, _ => { }, Logged) { QueueTimeout = QueueTimeout, Table = Table });
    }
}
