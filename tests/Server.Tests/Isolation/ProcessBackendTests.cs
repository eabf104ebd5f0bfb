using System.Globalization;
using ActorServer.Handlers;
using ActorServer.Protocol.Remoting;
using ActorServer.Server.Connections;
using ActorServer.Server.Tests.Workers;
using ActorServer.Server.Workers;
using ActorServer.Serving.Loading;
using Akka.Actor;

namespace ActorServer.Server.Tests.Isolation;

[Collection(AloneWithChildren.Name)]
public sealed class ProcessBackendTests : BackendContract
{
    // One that the native worker has, where there is one: of that many managed ones each costs half a second of processor time.
    private static readonly HandlerSpec BuiltIn = new("chaos", LoadedHandler.Of(typeof(ChaosHandler)), $"{typeof(ChaosHandler).FullName}, {typeof(ChaosHandler).Assembly.GetName().Name}", null, "");

    private string _bytePath = "relay";

    public ProcessBackendTests()
        : base(RemotingConfig.ForServer([]))
    {
    }

    [Fact]
    public void A_worker_that_is_killed_is_reported_with_its_signal_and_the_next_client_is_served()
    {
        var backend = Start<ContractHandler>();
        var connection = Serve(backend, "c-1");
        var pid = PidOf(Ask(connection, "who"));
        Assert.NotEqual(Environment.ProcessId, pid);
        Children.Kill(pid);
        var died = ExpectPastReading<ClientConnection.WorkerDied>(connection);
        Assert.Equal((pid, "signal:9"), (died.Worker.Pid, died.Exit.ToString()));
        ExpectEnded("c-1");
        CloseFromHandler(Serve(backend, "c-2"));
        ExpectEnded("c-2");
    }

    [Fact]
    public void A_client_whose_socket_was_not_handed_over_before_its_worker_was_killed_gets_the_next_worker()
    {
        _bytePath = "hand-off";
        var backend = Start<ContractHandler>();
        var connection = CreateTestProbe();
        backend.Tell(Request("c-1", connection));
        var first = connection.ExpectMsg<ClientConnection.WorkerAssigned>(Patience).Worker;
        var handOver = connection.ExpectMsg<ClientConnection.HandOffOrder>(Patience);
        Children.Kill(first.Pid);
        connection.Reply(new ClientConnection.HandOffNotTaken(handOver.Number));

        var second = connection.ExpectMsg<ClientConnection.WorkerAssigned>(Patience).Worker;
        Assert.NotEqual(first.Pid, second.Pid);
        connection.ExpectMsg<ClientConnection.HandOffOrder>(Patience);
        backend.Tell(new IsolationBackend.ConnectionEnded("c-1"));
        ExpectEnded("c-1");
    }

    [Fact]
    public void Workers_that_are_killed_leave_no_actor_behind()
    {
        const int AtOnce = 4;
        var backend = Start(BuiltIn);
        KillWorkers(backend, AtOnce, "warm");
        var before = AwaitCensus(_ => true);

        for (var killed = 0; killed < 40; killed += AtOnce)
            KillWorkers(backend, AtOnce, $"{killed}");

        var after = AwaitCensus(census => census.Count <= before.Count);
        Assert.True(after.Count <= before.Count, string.Join('\n', after));
    }

    [Fact]
    public void Two_clients_have_two_processes()
    {
        var backend = Start<ContractHandler>();
        var pids = new[] { "c-1", "c-2" }.Select(id => PidOf(Ask(Serve(backend, id), "who"))).ToArray();
        Assert.Equal(2, pids.Distinct().Count());
    }

    private protected override Props BackendFor(HandlerSpec handler)
    {
        var executable = WorkerExecutable.For(WorkerExecutable.Auto, handler);
        var settings = new ProcessSettings(
            executable.Kind, _bytePath, SpareWorkers: 1, MaxWorkers: 5, ClientsPerWorker: 1, MaxConcurrentStarts: 2, StartTimeout: Patience, KillTimeout: TimeSpan.FromSeconds(5));
        return TestBackends.Process(handler, executable, settings);
    }

    private void KillWorkers(IActorRef backend, int count, string label)
    {
        var clients = Enumerable.Range(0, count).Select(n => $"c-{label}-{n}").ToArray();
        var pids = clients.Select(id => PidOfBuiltIn(Ask(Serve(backend, id), "whoami\n"))).ToArray();
        foreach (var pid in pids)
            Children.Kill(pid);

        foreach (var _ in clients)
            ExpectEnded();
    }

    /// <summary>The actors when only a spare worker is left and the condition holds, or at the end of the patience.</summary>
    private IReadOnlyList<string> AwaitCensus(Func<IReadOnlyList<string>, bool> condition) =>
        ActorCensus.Await(this, census => IsAtRest(census) && condition(census), Patience);

    /// <summary>A spare worker has joined and what makes its handlers is deployed to it, and that is all.</summary>
    private static bool IsAtRest(IReadOnlyList<string> census) =>
        census.Count(path => path.Contains("/backend/worker-", StringComparison.Ordinal)) == 2
        && census.Count(path => path.EndsWith("/handlers", StringComparison.Ordinal)) == 1
        && census.Count(path => path.Contains("/endpointReader-", StringComparison.Ordinal)) == 1;

    private static int PidOf(string answer) => int.Parse(answer.Split(' ')[2], CultureInfo.InvariantCulture);

    private static int PidOfBuiltIn(string answer) => int.Parse(answer.Split(' ')[0]["pid=".Length..], CultureInfo.InvariantCulture);
}
