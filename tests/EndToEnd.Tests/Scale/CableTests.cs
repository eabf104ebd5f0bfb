using System.Diagnostics;
using System.Globalization;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests.Scale;

/// <summary>A cable that is cut: nobody is told, neither node nor client.</summary>
[Collection(Hosts.Collection)]
public sealed class CableTests(ITestOutputHelper output) : ScaleTest(output)
{
    private const int Victim = 2;
    private static readonly Node Front = Node.Front(1);
    private static readonly Node Lost = Node.Workers(Victim);

    [FactWithNetworks]
    public Task A_node_whose_cable_is_cut_costs_its_clients_and_comes_back() => IsLostAndComesBackAsync(hosts => hosts.Cut(Victim), hosts => hosts.Mend(Victim));

    [FactWithNetworks]
    public Task So_does_one_that_hears_and_is_not_heard() => IsLostAndComesBackAsync(hosts => hosts.Mute(Victim), hosts => hosts.Unmute(Victim));

    [FactWithNetworks]
    public async Task So_is_a_client_whose_bytes_the_front_moves_itself()
    {
        var path = Path.Combine(NewTemporaryDirectory().Path, "front.sock");
        await StartClusterAsync(Front with { Listen = $"listen.addresses = [\"unix:{path}\"]" }, Lost);
        using var client = await UnixClient.ConnectAsync(path);
        Assert.Equal("x", await client.AskAsync("echo x"));

        Network.Cut(Victim);
        var cutAt = Stopwatch.GetTimestamp();
        await client.SendAsync("echo lost\n"u8.ToArray());
        await client.EndAsync();

        Say($"it was reset after {Stopwatch.GetElapsedTime(cutAt).TotalSeconds:0.0} s");
        var record = await Eventually.FindsAsync("it has a closing record", Deadlines.Step, () => At(1).Closed.SingleOrDefault(), At(1).ToString);
        Assert.Equal(("node-lost", Lost.Address), (record.Reason, record["node"]));
    }

    private async Task IsLostAndComesBackAsync(Action<Hosts> cut, Action<Hosts> mend)
    {
        await StartClusterAsync(Front, Lost, Node.Workers(3));
        var there = await ServedOnAsync(Front, Lost);
        var local = await ConnectAsync(Victim, Node.Port, from: Victim);
        await using var alone = await EchoingClients.StartAsync([local]);

        cut(Network);
        var cutAt = Stopwatch.GetTimestamp();
        await there.SendAsync("echo lost\n");
        var end = TimedEndAsync(there, cutAt);
        using (var client = await ConnectAsync(Front))
            Assert.Equal("new", await client.AskAsync("echo new"));
        Say($"a new client was served after {Stopwatch.GetElapsedTime(cutAt).TotalMilliseconds:0} ms");

        var (how, after) = await end;
        Assert.Equal(ConnectionEnd.Reset, how);
        Say($"who was there was reset after {after.TotalSeconds:0.0} s");
        Assert.Equal(Victim, int.Parse((await ClosedAsync(At(1), there))["node"].Split('.')[3], CultureInfo.InvariantCulture));
        await Eventually.HoldsAsync("it is given up", Deadlines.Step, () => StateOf(At(1), Lost) is not "up", At(1).ToString);
        await alone.EachIsAnsweredAsync();
        Assert.Equal("here", await (await ConnectAsync(Victim, Node.Port, from: Victim)).AskAsync("echo here"));

        mend(Network);
        var mendedAt = Stopwatch.GetTimestamp();
        await IsUpAsync(At(1), Lost);
        Say($"it was back after {Stopwatch.GetElapsedTime(mendedAt).TotalSeconds:0.0} s");
        await alone.EachIsAnsweredAsync();
        Assert.Equal("back", await (await ServedOnAsync(Front, Lost)).AskAsync("echo back"));
    }

    private static async Task<(ConnectionEnd How, TimeSpan After)> TimedEndAsync(Client client, long since) =>
        (await client.EndAsync(), Stopwatch.GetElapsedTime(since));

    private void Say(FormattableString figure) => Report(figure.ToString(CultureInfo.InvariantCulture));
}
