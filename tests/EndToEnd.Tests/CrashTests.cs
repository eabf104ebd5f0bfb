using System.Diagnostics;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>What a handler does to itself or to its process harms its own client, and the closing record tells what it was.</summary>
public sealed class CrashTests(ITestOutputHelper output) : ServerTest(output)
{
    private const int Others = 5;

    // Sooner than Akka.Remote would notice: it takes 5 s at least.
    private static readonly TimeSpan CutOffWithin = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ReplacedWithin = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("process")]
    [InlineData("process+relay")]
    [InlineData("process+managed")]
    public async Task In_process_whatever_kills_a_worker_cuts_off_its_client_alone_and_is_named_in_the_record(string variant)
    {
        var server = await StartAsync(variant, "chaos", "backends.process.spare-workers=1");
        // A managed worker costs half a second of processor time.
        await using var others = await EchoingClients.StartAsync(await ConnectAsync(server, variant == "process+managed" ? 2 : Others));

        var thrown = await VictimAsync(server, "throw", others);
        Assert.Equal("handler-failed", thrown.Reason);
        Assert.NotEmpty(thrown["error"]);

        var exited = await VictimAsync(server, "exit 3", others);
        Assert.Equal(("worker-died", "code:3"), (exited.Reason, exited["exit"]));

        var failedFast = await VictimAsync(server, "failfast", others);
        Assert.Equal(("worker-died", "signal:6"), (failedFast.Reason, failedFast["exit"]));
        Assert.NotEmpty(failedFast["stderr"]);

        var overflowed = await VictimAsync(server, "stackoverflow", others);
        Assert.Equal("worker-died", overflowed.Reason);
        // A native program cannot tell that its stack has run out; for it the kernel ends it.
        if (variant == "process+managed")
            Assert.Contains("overflow", overflowed["stderr"], StringComparison.OrdinalIgnoreCase);
        Assert.Contains(overflowed["exit"], Overflow(variant));

        var killed = await KilledVictimAsync(server, others);
        Assert.Equal(("worker-died", "signal:9"), (killed.Reason, killed["exit"]));

        await others.EachIsAnsweredAsync();
        Assert.Equal(5, server.Closed.Count);
    }

    [Theory]
    [InlineData("process", "256MiB")]
    [InlineData("process+managed", "512MiB")]
    public async Task A_worker_that_reaches_its_memory_limit_dies_and_the_record_says_why(string variant, string limit)
    {
        var server = await StartAsync(variant, "chaos", $"backends.process.memory-limit={limit}");
        await using var others = await EchoingClients.StartAsync(await ConnectAsync(server, 2));
        var victim = await ConnectAsync(server);
        Assert.Equal("ok", await victim.AskAsync("leak 32MiB"));

        await victim.SendAsync("leak 2GiB\n");

        Assert.Equal(ConnectionEnd.Reset, await victim.EndAsync());
        var record = await server.ClosingRecordAsync(victim);
        Assert.Equal("worker-died", record.Reason);
        Assert.Contains("memory-limit", record["stderr"], StringComparison.Ordinal);
        await others.EachIsAnsweredAsync();
    }

    [Theory]
    [InlineData("inline")]
    [InlineData("event")]
    [InlineData("thread")]
    public async Task A_handler_that_throws_harms_only_its_client(string profile)
    {
        var server = await StartAsync(profile, "chaos");
        var others = profile == "inline" ? 0 : Others;
        await using var echoing = await EchoingClients.StartAsync(await ConnectAsync(server, others));

        var thrown = await VictimAsync(server, "throw", echoing);

        Assert.Equal("handler-failed", thrown.Reason);
        Assert.NotEmpty(thrown["error"]);
        Assert.Null(thrown.Find("pid"));
        Assert.Equal("after", await (await ConnectAsync(server)).AskAsync("echo after"));
    }

    [Fact]
    public async Task Many_workers_that_are_killed_leave_nothing_behind_in_the_server()
    {
        const int AtOnce = 4;
        var server = await StartAsync("process", "chaos");
        await KillWorkersAsync(server, AtOnce);
        var (descriptors, threads) = (server.Descriptors, server.Threads);

        for (var killed = 0; killed < 40; killed += AtOnce)
            await KillWorkersAsync(server, AtOnce);

        Assert.All(server.Closed, record => Assert.Equal(("worker-died", "signal:9"), (record.Reason, record["exit"])));
        await Eventually.HoldsAsync(
            "all is as before", Deadlines.Step, () => server.Workers.Count == 0 && server.Descriptors <= descriptors && server.Threads <= threads,
            () => $"{server.Workers.Count} workers, descriptors {descriptors} → {server.Descriptors}, threads {threads} → {server.Threads}");
    }

    [Fact]
    public async Task Idle_workers_that_are_killed_are_counted_and_replaced_and_no_client_notices()
    {
        const int Spare = 3;
        var server = await StartAsync("process", "chaos", $"backends.process.spare-workers={Spare}", "log.level=debug");
        await Eventually.HoldsAsync(
            "the spare workers are ready", Deadlines.Step,
            () => server.Errors.All.Count(line => line.Contains("ready after", StringComparison.Ordinal)) == Spare, server.ToString);
        var killed = server.Workers;

        foreach (var pid in killed)
            Signal.Send(pid, Signal.Kill);
        // Until then a client may still be given one of them.
        await server.LoggedAsync($"died-idle={Spare}");
        var client = await ConnectAsync(server);
        Assert.DoesNotContain((await WhoAmI.AskAsync(client)).Pid, killed);

        await Eventually.HoldsAsync(
            "they are replaced", ReplacedWithin, () => server.Workers.Except(killed).Count() == Spare + 1 && !server.Workers.Intersect(killed).Any(), server.ToString);
        Assert.Empty(server.Refused);
    }

    private async Task KillWorkersAsync(ServerProcess server, int count)
    {
        var clients = await ConnectAsync(server, count);
        foreach (var who in await Task.WhenAll(clients.Select(WhoAmI.AskAsync)))
            Signal.Send(who.Pid, Signal.Kill);
        foreach (var client in clients)
        {
            Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
            await server.ClosingRecordAsync(client);
        }
    }

    private async Task<LogRecord> VictimAsync(ServerProcess server, string command, EchoingClients others)
    {
        var victim = await ConnectAsync(server);
        Assert.Equal("ready", await victim.AskAsync("echo ready"));

        var startedAt = Stopwatch.GetTimestamp();
        await victim.SendAsync(command + "\n");
        return await CutOffAsync(server, victim, command, startedAt, others);
    }

    private async Task<LogRecord> KilledVictimAsync(ServerProcess server, EchoingClients others)
    {
        var victim = await ConnectAsync(server);
        var pid = (await WhoAmI.AskAsync(victim)).Pid;
        Assert.Contains(pid, server.Workers);

        var startedAt = Stopwatch.GetTimestamp();
        Signal.Send(pid, Signal.Kill);
        return await CutOffAsync(server, victim, "kill -9", startedAt, others);
    }

    private static async Task<LogRecord> CutOffAsync(ServerProcess server, Client victim, string what, long startedAt, EchoingClients others)
    {
        Assert.Equal(ConnectionEnd.Reset, await victim.EndAsync());
        var elapsed = Stopwatch.GetElapsedTime(startedAt);
        Assert.True(elapsed < CutOffWithin, $"{what}: cut off after {elapsed.TotalMilliseconds} ms");
        await others.EachIsAnsweredAsync();
        return await server.ClosingRecordAsync(victim);
    }

    private static string[] Overflow(string variant) => variant == "process+managed" ? ["signal:6"] : ["signal:6", "signal:11"];
}
