using System.Diagnostics;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Fewer descriptors, processes and threads than the clients would need, or than the server does.</summary>
public sealed class TaskShortageTests(ITestOutputHelper output) : ServerTest(output)
{
    private const int CannotServe = 1;

    [Theory]
    [InlineData("thread")]
    [InlineData("event")]
    [InlineData("process")]
    public async Task A_server_without_a_descriptor_for_a_client_does_not_start_and_says_what_is_missing(string profile)
    {
        var (code, said) = await RunAsync(["prlimit", "--nofile=200", BuiltOutput.Server, .. ServerArguments.For(profile, "echo")]);

        Assert.True(code == CannotServe, said);
        Assert.Contains("actor-server: there is no room for a client: ulimit -n allows for 200 descriptors", said, StringComparison.Ordinal);
        Assert.DoesNotContain("listening:", said, StringComparison.Ordinal);
    }

    [TheoryInTaskGroup]
    [InlineData("thread", 45)]
    [InlineData("process", 60)]
    public async Task A_server_without_a_task_for_a_client_does_not_start_and_says_what_is_missing(string profile, int most)
    {
        using var group = new TaskGroup { Most = most };

        var (code, said) = await RunAsync(group.Enter([BuiltOutput.Server, .. ServerArguments.For(profile, "echo")]));

        Assert.True(code == CannotServe, said);
        Assert.Matches($"actor-server: there is no room for a client: pids.max of the control group /e2e-.* allows for {most} processes and threads", said);
        Assert.DoesNotContain("listening:", said, StringComparison.Ordinal);
    }

    [TheoryInTaskGroup]
    // 25 are kept in thread, 44 in process.
    [InlineData("thread", 50)]
    [InlineData("process", 70)]
    public async Task Clients_who_would_take_the_last_tasks_wait_and_the_server_lives(string profile, int left)
    {
        const int Clients = 40;
        var server = await StartAsync(profile, "echo", "service-defaults.listen.acceptor=socket", "service-defaults.limits.max-connections=1000", "service-defaults.limits.queue-timeout=0s", "service-defaults.limits.max-waiting=1000");
        // It can go when the server has.
        var group = Keep(new TaskGroup());
        group.Take(server.Pid);
        foreach (var worker in server.Workers)
            group.Take(worker);
        group.Most = group.Current + left;
        await TheServerLooksAgainAsync();

        var clients = (await ConnectAsync(server, Clients)).ToArray();
        foreach (var client in clients)
            await client.SendAsync("y\n");
        await server.LoggedAsync("no more processes and threads are left for them (pids.max, ulimit -u)");
        foreach (var client in clients[..^4])
            client.Reset();

        foreach (var client in clients[^4..])
        {
            Assert.Equal("y", await client.ReadLineAsync());
            client.Dispose();
        }
    }

    // What is left is looked up anew where the last look is more than 100 ms old.
    private static Task TheServerLooksAgainAsync()
    {
        var since = Stopwatch.GetTimestamp();
        return Eventually.HoldsAsync("a look is old", Deadlines.Step, () => Stopwatch.GetElapsedTime(since) > TimeSpan.FromMilliseconds(150));
    }

    private async Task<(int Code, string Said)> RunAsync(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["TMPDIR"] = NewTemporaryDirectory().Path;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Deadlines.Start);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        return (process.ExitCode, await output + await error);
    }
}
