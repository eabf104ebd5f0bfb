using ActorServer.Server.Connections;
using ActorServer.Server.Workers;

namespace ActorServer.Server.Tests.Isolation;

/// <summary>What a shortage of descriptors or tasks means to clients.</summary>
public sealed class ProcessBackendShortageTests : PlayedLauncher
{
    public ProcessBackendShortageTests()
    {
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

        AwaitLaunch();
        connection.ExpectNoMsg(0);
        Assert.Equal(1, Logged.Lines.Count(line => line.Contains("did not start", StringComparison.Ordinal)));
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
        Assert.Equal("c-2", Service.ExpectMsg<IsolationBackend.HandlerEnded>(Patience).Id);
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
}
