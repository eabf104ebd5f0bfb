using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>A server that is killed cannot clean up: its workers end by themselves, and there is nothing else.</summary>
public sealed class ServerKilledTests(ITestOutputHelper output) : ServerTest(output)
{
    private static readonly TimeSpan WorkersEndWithin = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task No_worker_outlives_its_server_whatever_it_is_doing()
    {
        var temporary = NewTemporaryDirectory();
        var server = await StartAsync(temporary, ServerArguments.For("process", "chaos", "backends.process.spare-workers=1"));
        var clients = await ConnectAsync(server, 3);
        foreach (var client in clients)
            await WhoAmI.AskAsync(client);
        await clients[0].SendAsync("block 600s\n");
        await clients[1].SendAsync("spin 600s\n");
        await Eventually.HoldsAsync("a spare worker is there", Deadlines.Step, () => server.Workers.Count == 4, server.ToString);
        var workers = server.Workers;

        server.Send(Signal.Kill);

        await Eventually.HoldsAsync(
            "no worker is left", WorkersEndWithin, () => !workers.Any(ProcessTable.IsRunning) && temporary.Processes.Count == 0, server.ToString);
    }

    [Fact]
    public async Task No_file_outlives_it_either_and_the_next_server_serves()
    {
        var temporary = NewTemporaryDirectory();
        var killed = await StartAsync(temporary, ServerArguments.For("process", "echo"));
        killed.Send(Signal.Kill);
        await killed.WaitForExitAsync(Deadlines.End);
        Assert.Empty(temporary.Content);

        var next = await StartAsync(temporary, ServerArguments.For("process", "echo"));

        Assert.Equal("x", await (await ConnectAsync(next)).AskAsync("x"));
    }
}
