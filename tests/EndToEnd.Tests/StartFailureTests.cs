using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Workers that cannot be started once the server serves: their clients are told, and it goes on by itself.</summary>
public sealed class StartFailureTests(ITestOutputHelper output) : ServerTest(output)
{
    [Fact]
    public async Task A_client_for_whom_three_starts_fail_is_reset_and_the_next_is_served_when_workers_start_again()
    {
        var temporary = NewTemporaryDirectory();
        using var worker = new BreakableWorker();
        var server = await StartAsync(temporary, ServerArguments.For("process", "chaos", $"backends.process.executable={worker.Path}"));
        worker.Break();
        // It has the worker with which the server has started.
        var first = await ConnectAsync(server);
        Assert.Equal("here", await first.AskAsync("echo here"));

        var second = await ConnectAsync(server);
        await second.SendAsync("whoami\n");

        Assert.Equal(ConnectionEnd.Reset, await second.EndAsync());
        var record = await server.ClosingRecordAsync(second);
        Assert.Equal("worker-unavailable", record.Reason);
        Assert.Contains("broken today", record["error"], StringComparison.Ordinal);
        Assert.Equal(3, server.Errors.All.Count(line => line.Contains("did not start", StringComparison.Ordinal)));
        worker.Mend();
        Assert.Equal("served", await (await ConnectAsync(server)).AskAsync("echo served"));
        Assert.Equal("still here", await first.AskAsync("echo still here"));
    }
}
