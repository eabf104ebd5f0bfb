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
