using ActorServer.Server.Connections;
using ActorServer.Server.Processes;
using ActorServer.Server.Tests.Workers;
using ActorServer.Server.Workers;
using Akka.Actor;

namespace ActorServer.Server.Tests.Isolation;

/// <summary>What becomes of a worker whose actor fails, and of its client. There is room for one worker; its process ends when the test says so.</summary>
[Collection(AloneWithChildren.Name)]
public sealed class FailedWorkerActorTests() : PlayedLauncher(maxWorkers: 1)
{
    [Fact]
    public void Its_slot_is_free_when_its_process_is_gone_and_its_client_is_told_how_that_ended()
    {
        using var process = ProcessOfFirst();
        var connection = Serve(1);
        // Waits for the one slot that there is.
        var next = Serve(2);

        Fail(FirstWorker);

        Assert.Equal(WorkerState.Dying, Assert.Single(Table.Places)!.State);
        Launcher.ExpectNoMsg(0);
        Service.ExpectNoMsg(0);
        connection.ExpectNoMsg(0);

        process.KillGroup();

        var died = connection.ExpectMsg<ClientConnection.WorkerDied>(Patience);
        Assert.Equal((1L, process.Pid, "signal:9", 0), (died.Worker.Number, died.Worker.Pid, died.Exit.ToString(), died.Others));
        Assert.Contains("its actor failed", died.KilledBecause, StringComparison.Ordinal);
        Assert.Equal("c-1", Service.ExpectMsg<IsolationBackend.HandlerEnded>(Patience).Id);
        // It had been ready: no start has failed, and the next one is not put off.
        AwaitLaunch();
        next.ExpectNoMsg(0);
        Assert.DoesNotContain(Logged.Lines, line => line.Contains("did not start", StringComparison.Ordinal));
    }

    [Fact]
    public void A_client_that_has_gone_meanwhile_is_told_nothing_and_its_handler_has_ended_with_the_process()
    {
        using var process = ProcessOfFirst();
        var connection = Serve(1);
        Fail(FirstWorker);
        Backend.Tell(new IsolationBackend.ConnectionEnded("c-1"), Service);
        Settle();
        Service.ExpectNoMsg(0);

        process.KillGroup();

        Assert.Equal("c-1", Service.ExpectMsg<IsolationBackend.HandlerEnded>(Patience).Id);
        connection.ExpectNoMsg(0);
    }

    [Fact]
    public void One_without_a_client_counts_as_dead_and_its_end_is_kept()
    {
        using var process = ProcessOfFirst();
        Fail(FirstWorker);
        process.KillGroup();
        Assert.True(SpinWait.SpinUntil(() => Table.Places.Count == 0, Patience));
        Settle();
        var end = Assert.Single(Table.Ends).Describe("default");
        Assert.Equal(("signal:9", 1L), (end.Exit, Table.Counts.DiedTotal));
        Assert.Contains("its actor failed", end.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_one_that_was_not_ready_yet_is_a_failed_start()
    {
        // Without a process there is nothing to wait for.
        Fail(FirstWorker);
        Serve(1);
        Fail(AwaitLaunch());
        Launcher.ExpectNoMsg(0);
        Assert.Contains("worker=2 did not start", Assert.Single(Logged.Lines, line => line.Contains("did not start", StringComparison.Ordinal)), StringComparison.Ordinal);
        Pass(TimeSpan.FromSeconds(1));
        AwaitLaunch();
    }

    /// <summary>The backend knows when this returns.</summary>
    private void Fail(IActorRef worker)
    {
        Watch(worker);
        worker.Tell(Kill.Instance);
        ExpectTerminated(worker, Patience);
        Settle();
    }

    /// <summary>The first worker has this process, which its actor does not kill: it has not been told of it.</summary>
    private ChildProcess ProcessOfFirst()
    {
        var process = Children.Sleep();
        Assert.Single(Table.Places)!.Process = process;
        return process;
    }
}
