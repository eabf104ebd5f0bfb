using System.Globalization;
using ActorServer.Protocol.Remoting;
using ActorServer.Server.Connections;
using ActorServer.Server.Tests.Workers;
using ActorServer.Server.Workers;
using ActorServer.Serving.Loading;
using Akka.Actor;
using Akka.TestKit;

namespace ActorServer.Server.Tests.Isolation;

/// <summary>What every backend promises, of workers that serve several clients at the same time, and what becomes of those when one ends.</summary>
[Collection(AloneWithChildren.Name)]
public sealed class SeveralClientsBackendTests : BackendContract
{
    private string _bytePath = "relay";

    public SeveralClientsBackendTests()
        : base(RemotingConfig.ForServer([]))
    {
    }

    [Fact]
    public void Clients_share_a_process_until_it_has_as_many_as_it_may()
    {
        var backend = Start<ContractHandler>();
        var pids = Enumerable.Range(1, 4).Select(client => PidOf(Ask(Serve(backend, $"c-{client}"), "who"))).ToArray();
        Assert.Equal([3, 1], pids.CountBy(pid => pid).Select(of => of.Value).OrderDescending());
    }

    [Fact]
    public void A_handler_that_hangs_holds_up_its_own_client_alone()
    {
        var backend = Start<ContractHandler>();
        TestProbe hanging = Serve(backend, "c-1"), other = Serve(backend, "c-2");
        Say(hanging, "hang");
        Assert.StartsWith("c-2 ", Ask(other, "who"), StringComparison.Ordinal);
        CloseFromHandler(other);
        ExpectEnded("c-2");
    }

    [Fact]
    public void When_a_worker_is_killed_each_of_its_clients_is_told()
    {
        var backend = Start<ContractHandler>();
        var clients = Enumerable.Range(1, 3).Select(client => Serve(backend, $"c-{client}")).ToArray();
        var pid = PidOf(Ask(clients[0], "who"));
        Children.Kill(pid);
        Assert.All(clients.Select(ExpectPastReading<ClientConnection.WorkerDied>), died => Assert.Equal((pid, 2), (died.Worker.Pid, died.Others)));
        foreach (var _ in clients)
            ExpectEnded();
        CloseFromHandler(Serve(backend, "c-4"));
        ExpectEnded("c-4");
    }

    [Fact]
    public void When_a_worker_dies_those_whom_it_did_not_reach_get_the_next_one_and_the_others_are_told()
    {
        _bytePath = "hand-off";
        var backend = Start<ContractHandler>();
        TestProbe reached = CreateTestProbe(), unreached = CreateTestProbe();
        backend.Tell(Request("c-1", reached));
        var first = reached.ExpectMsg<ClientConnection.WorkerAssigned>(Patience).Worker;
        reached.Reply(new ClientConnection.HandOffSent(reached.ExpectMsg<ClientConnection.HandOffOrder>(Patience).Number));
        backend.Tell(Request("c-2", unreached));
        Assert.Equal(first, unreached.ExpectMsg<ClientConnection.WorkerAssigned>(Patience).Worker);
        var order = unreached.ExpectMsg<ClientConnection.HandOffOrder>(Patience);
        // One that is killed has no places for a moment.
        IgnoreCaps();

        Children.Kill(first.Pid);
        unreached.Reply(new ClientConnection.HandOffNotTaken(order.Number));

        Assert.Equal("signal:9", reached.FishForMessage<ClientConnection.WorkerDied>(_ => true, Patience).Exit.ToString());
        Assert.NotEqual(first.Pid, unreached.ExpectMsg<ClientConnection.WorkerAssigned>(Patience).Worker.Pid);
        ExpectEnded("c-1");
        unreached.ExpectMsg<ClientConnection.HandOffOrder>(Patience);
        backend.Tell(new IsolationBackend.ConnectionEnded("c-2"));
        ExpectEnded("c-2");
    }

    private protected override Props BackendFor(HandlerSpec handler)
    {
        var executable = WorkerExecutable.For(WorkerExecutable.ManagedKind, handler);
        var settings = new ProcessSettings(
            executable.Kind, _bytePath, SpareWorkers: 0, MaxWorkers: 2, ClientsPerWorker: 0, MaxConcurrentStarts: 2, StartTimeout: Patience, KillTimeout: TimeSpan.FromSeconds(5))
        {
            ClientsAtOnce = 3,
        };
        return TestBackends.Process(handler, executable, settings);
    }

    private static int PidOf(string answer) => int.Parse(answer.Split(' ')[2], CultureInfo.InvariantCulture);
}
