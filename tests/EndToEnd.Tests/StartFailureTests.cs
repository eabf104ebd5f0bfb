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

    [Fact]
    public async Task While_the_workers_executable_is_missing_no_client_waits_longer_than_it_would_be_held_and_then_it_goes_on()
    {
        using var worker = new BreakableWorker();
        var server = await StartAsync("process", "chaos", $"backends.process.executable={worker.Path}", "services.default.limits.queue-timeout=1s");
        var first = await ConnectAsync(server);
        Assert.Equal("here", await first.AskAsync("echo here"));
        worker.Remove();

        // Each failed start doubles the pause before the next: three of them would soon take a minute.
        for (var i = 0; i < 4; i++)
        {
            var next = await ConnectAsync(server);
            Assert.Equal(ConnectionEnd.Reset, await next.EndAsync());
            var record = await server.ClosingRecordAsync(next);
            Assert.Equal("worker-unavailable", record.Reason);
            Assert.Contains("no such file", record["error"], StringComparison.Ordinal);
        }

        Assert.Contains("no such file", server.Errors.All.First(line => line.Contains("worker: ", StringComparison.Ordinal)), StringComparison.Ordinal);
        worker.PutBack();
        await Eventually.HoldsAsync("clients are served again", Deadlines.Step, () => IsServedAsync(server), server.ToString);
        Assert.Equal("still here", await first.AskAsync("echo still here"));
    }

    private async Task<bool> IsServedAsync(ServerProcess server)
    {
        var client = await ConnectAsync(server);
        await client.SendAsync("echo served\n");
        client.EndSending();
        return await client.EndAsync() == ConnectionEnd.Finished;
    }
}
