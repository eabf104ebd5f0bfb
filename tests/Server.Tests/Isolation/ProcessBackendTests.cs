using System.Globalization;
using ActorServer.Protocol.Handling;
using ActorServer.Protocol.Remoting;
using ActorServer.Server.Configuration;
using ActorServer.Server.Connections;
using ActorServer.Server.Isolation;
using ActorServer.Server.Tests.Workers;
using ActorServer.Server.Workers;
using Akka.Actor;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActorServer.Server.Tests.Isolation;

[Collection(AloneWithChildren.Name)]
public sealed class ProcessBackendTests : BackendContract
{
    private readonly string _directory;

    public ProcessBackendTests()
        : this(Directory.CreateTempSubdirectory("actor-server-test-").FullName)
    {
    }

    private ProcessBackendTests(string directory)
        : base(RemotingConfig.ForServer(directory, []))
    {
        _directory = directory;
    }

    [Fact]
    public void A_worker_that_is_killed_is_reported_with_its_signal_and_the_next_client_is_served()
    {
        var backend = Start<ContractHandler>();
        var connection = Serve(backend, "c-1");
        var pid = PidOf(Ask(connection, "who"));
        Assert.NotEqual(Environment.ProcessId, pid);
        using (var process = System.Diagnostics.Process.GetProcessById(pid))
            process.Kill();
        var died = ExpectPastReading<ClientConnection.WorkerDied>(connection);
        Assert.Equal((pid, "signal:9"), (died.Worker.Pid, died.Exit.ToString()));
        ExpectEnded("c-1");
        CloseFromHandler(Serve(backend, "c-2"));
        ExpectEnded("c-2");
    }

    [Fact]
    public void Two_clients_have_two_processes()
    {
        var backend = Start<ContractHandler>();
        var pids = new[] { "c-1", "c-2" }.Select(id => PidOf(Ask(Serve(backend, id), "who"))).ToArray();
        Assert.Equal(2, pids.Distinct().Count());
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        Directory.Delete(_directory, recursive: true);
    }

    private protected override Props BackendFor(HandlerSpec handler)
    {
        var settings = new ProcessSettings(
            WorkerCommand.Beside(), "auto", SpareWorkers: 1, MaxWorkers: 2, ClientsPerWorker: 1, MaxConcurrentStarts: 2, StartTimeout: Patience, KillTimeout: TimeSpan.FromSeconds(5));
        return Props.Create<ProcessBackend>(new WorkerSetup(
            "default", WorkerCommand.For(settings.Executable), _directory, handler, settings, ActorRefs.Nobody, NullLogger.Instance));
    }

    private static int PidOf(string answer) => int.Parse(answer.Split(' ')[2], CultureInfo.InvariantCulture);
}
