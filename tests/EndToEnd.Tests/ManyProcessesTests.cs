using System.Globalization;
using ActorServer.EndToEnd.Tests.Harness;
using ActorServer.Tests.Shared;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>As many processes as clients, all at the same time, and what that costs.</summary>
public sealed class ManyProcessesTests(ITestOutputHelper output) : ServerTest(output)
{
    private static readonly TimeSpan GoneWithin = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Hundreds_of_clients_have_a_process_each_which_are_all_gone_afterwards()
    {
        var count = TestSize.Of(30, 300);
        var server = await StartAsync("process", "chaos", $"backends.process.max-workers={count}", "services.default.limits.queue-timeout=0s");
        var clients = await ConnectAsync(server, count);

        var pids = (await Task.WhenAll(clients.Select(WhoAmI.AskAsync))).Select(who => who.Pid).ToList();

        Assert.Equal(count, pids.Distinct().Count());
        Assert.All(await Task.WhenAll(clients.Select(client => client.AskAsync("echo still here"))), answer => Assert.Equal("still here", answer));
        ReportMemory(server, pids);
        foreach (var client in clients)
            client.Dispose();
        await Eventually.HoldsAsync("all processes are gone", GoneWithin, () => !server.Workers.Intersect(pids).Any(), server.ToString);
        await Eventually.HoldsAsync("each client has its closing record", Deadlines.Step, () => server.Closed.Count == count, server.ToString);
        Assert.Empty(server.Refused);
    }

    private void ReportMemory(ServerProcess server, List<int> pids) => Report(string.Create(
        CultureInfo.InvariantCulture,
        $"{pids.Count} clients: {pids.Average(ProcessTable.ProportionalKibibytes) / 1024:0.0} MiB for each (PSS), the server {ProcessTable.ResidentMebibytes(server.Pid)} MiB"));
}
