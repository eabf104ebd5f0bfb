using System.Globalization;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests.Scale;

/// <summary>Nodes that are restarted one after the other, while clients come and stay.</summary>
[Collection(Hosts.Collection)]
public sealed class RestartTests(ITestOutputHelper output) : ScaleTest(output)
{
    private const int Clients = 8;
    private const int AnswersOfOne = 30;
    private static readonly Node Front = Node.Front(1);
    private static readonly Node[] Takers = [Node.Workers(2), Node.Workers(3), Node.Workers(4)];

    [FactWithNetworks]
    public async Task Nobody_is_reset_or_refused()
    {
        await StartClusterAsync([Front, .. Takers]);
        using var enough = new CancellationTokenSource();
        var load = Enumerable.Range(0, Clients).Select(_ => Task.Run(() => AskAsync(enough.Token))).ToArray();

        foreach (var taker in Takers)
        {
            var old = At(taker.Host);
            old.Send(Signal.Terminate);
            Assert.Equal(0, await old.WaitForExitAsync(Deadlines.End));
            var served = (await StartNodeAsync(taker)).Opened.Count;
            await IsUpAsync(At(taker.Host), Front);
            await Eventually.HoldsAsync("it is given clients", Deadlines.Step, () => At(taker.Host).Opened.Count > served || load.Any(task => task.IsFaulted), At(Front.Host).ToString);
        }

        await enough.CancelAsync();
        var answers = await Task.WhenAll(load);
        Report(string.Create(CultureInfo.InvariantCulture, $"{answers.Sum()} answers, by {At(Front.Host).Closed.Count} clients"));
        Assert.Empty(At(Front.Host).Refused);
        Assert.All(At(Front.Host).Closed, record => Assert.Equal("peer-closed", record.Reason));
    }

    [FactWithNetworks]
    public async Task A_node_that_drains_takes_nobody_and_says_how_its_last_clients_end()
    {
        var (drained, other) = (Node.Workers(2) with { Isolation = "process" }, Node.Workers(3));
        await StartClusterAsync(Front, drained, other);
        var last = await ServedOnAsync(Front, drained);

        At(drained.Host).Send(Signal.Terminate);
        await Eventually.HoldsAsync("it drains", Deadlines.Step, () => At(drained.Host).Errors.All.Any(line => line.Contains("draining:", StringComparison.Ordinal)), At(drained.Host).ToString);
        var served = At(drained.Host).Opened.Count;
        for (var i = 0; i < Clients; i++)
            Assert.Equal("new", await (await ConnectAsync(Front)).AskAsync("echo new"));
        Assert.Equal(served, At(drained.Host).Opened.Count);
        await last.SendAsync("exit 3\n");

        Assert.Equal(ConnectionEnd.Reset, await last.EndAsync());
        Assert.Equal(0, await At(drained.Host).WaitForExitAsync(Deadlines.End));
        var here = await ClosedAsync(At(Front.Host), last);
        Assert.Equal(("worker-died", "code:3", drained.Address), (here.Reason, here["exit"], here["node"]));
        Assert.Empty(At(Front.Host).Refused);
        await StateIsAsync(At(Front.Host), drained, "removed");
    }

    /// <summary>Clients one after the other, each for a while.</summary>
    private async Task<int> AskAsync(CancellationToken enough)
    {
        var answers = 0;
        while (!enough.IsCancellationRequested)
        {
            using var client = await ConnectAsync(Front);
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            for (var i = 0; i < AnswersOfOne && await pace.WaitForNextTickAsync(CancellationToken.None); i++, answers++)
                Assert.Equal("load", await client.AskAsync("echo load"));
            client.EndSending();
            Assert.Equal(ConnectionEnd.Finished, await client.EndAsync());
        }

        return answers;
    }
}
