using ActorServer.Monitoring;
using ActorServer.Server.Connections;
using ActorServer.Server.Workers;
using Akka.Actor;

namespace ActorServer.Server.Tests.Isolation;

/// <summary>Nobody waits for a worker longer than a client may be held, unless a start is under way. Two workers serve two clients each.</summary>
public sealed class OverdueClientsTests : PlayedLauncher
{
    public OverdueClientsTests()
        : base(maxWorkers: 2, clientsAtOnce: 2, clientsPerWorker: 0)
    {
        // These have the one worker that there is, and the next two wait for another one.
        for (var client = 1; client <= 4; client++)
            Serve(client);
        AwaitLaunch();
    }

    [Fact]
    public void A_client_is_given_up_when_the_worker_for_which_it_waited_longer_serves_others()
    {
        // A client has gone, but its place is lost, and another one is on its way.
        Backend.Tell(new WorkerOrders.Leave(1), TestActor);
        ExpectMsg<ControlOutcome.Done>(Patience);
        Backend.Tell(new Worker.HandlerOver(1, "c-1"));
        Assert.Equal("c-1", Service.ExpectMsg<IsolationBackend.HandlerEnded>(Patience).Id);
        var late = Serve(5);
        Pass(QueueTimeout);
        late.ExpectNoMsg(0);

        Backend.Tell(new Worker.Ready(2));

        Assert.Contains("finish the clients that they have", late.ExpectMsg<ClientConnection.WorkerUnavailable>(Patience).Error, StringComparison.Ordinal);
        Assert.Equal("c-5", Service.FishForMessage<IsolationBackend.HandlerEnded>(_ => true, Patience).Id);
    }

    [Fact]
    public void A_client_is_given_up_when_all_workers_are_there_and_have_no_place()
    {
        Backend.Tell(new Worker.Ready(2));
        var late = Serve(5);
        Pass(QueueTimeout);
        Assert.Equal("all 2 workers (max-workers) are there, and none has a place", late.ExpectMsg<ClientConnection.WorkerUnavailable>(Patience).Error);
    }

    [Fact]
    public void A_client_whose_time_is_up_is_served_all_the_same_if_a_place_comes_of_the_start_that_is_under_way()
    {
        Pass(QueueTimeout);
        Backend.Tell(new Worker.Ready(2));
        Settle();
        Assert.Equal([2, 2], Table.Places.Select(worker => worker!.Clients));
        Service.ExpectNoMsg(0);
    }
}
