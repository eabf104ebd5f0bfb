using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;
using ActorServer.EndToEnd.Tests.Harness;
using ActorServer.Tests.Shared;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Workers are killed at random, one for every few clients that come and go.</summary>
public sealed class RandomKillsTests(ITestOutputHelper output) : ServerTest(output)
{
    private const int Clients = 8;
    private const int Spare = 2;
    private const int MaxWorkers = 24;
    private const int ClientsPerKill = 3;
    private const int Questions = 200;
    // Sooner than Akka.Remote would notice: it takes 5 s at least.
    private static readonly TimeSpan ResetWithin = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan WholeWithin = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<int, long> _killed = [];
    private readonly ConcurrentQueue<string> _wrong = [];
    private readonly ConcurrentQueue<string> _resetBeforeAnswered = [];
    private readonly Channel<Client> _gone = Channel.CreateUnbounded<Client>();
    private int _served;
    private int _reset;

    [Theory]
    [InlineData("1")]
    [InlineData("0")]
    public async Task Whose_worker_lives_notices_nothing_and_nothing_is_left_behind(string clientsPerWorker)
    {
        var temporary = NewTemporaryDirectory();
        var server = await StartAsync(temporary, ServerArguments.For(
            "process", "chaos", $"backends.process.spare-workers={Spare}", $"backends.process.max-workers={MaxWorkers}",
            $"backends.process.clients-per-worker={clientsPerWorker}", "backends.process.idle-worker-timeout=2s"));
        await AllSlotsServeAsync(server);
        await OnlySpareWorkersAreLeftAsync(server);
        // A worker that has just been started has not connected yet.
        var descriptors = await Eventually.SettlesAsync("descriptors settle", Deadlines.Step, TimeSpan.FromSeconds(1), () => server.Descriptors);
        var files = temporary.Content;
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(TestSize.Of(4, 60)));

        var clients = Enumerable.Range(0, Clients).Select(_ => ComeAndGoAsync(server, enough.Token)).ToArray();
        await KillAsync(server, enough.Token);
        await ThePoolIsWholeAgainAsync(server);
        await Task.WhenAll(clients);

        Report($"clients-per-worker={clientsPerWorker}: {_killed.Count} killed, {_served} clients served, {_reset} reset, {_resetBeforeAnswered.Count} before their first answer");
        Assert.Empty(_wrong);
        Assert.True(_served > Clients, $"only {_served} clients were served to the end");
        Assert.NotEmpty(_killed);
        await TheRecordsAddUpAsync(server);
        await AllSlotsServeAsync(server);
        await OnlySpareWorkersAreLeftAsync(server);
        await Eventually.HoldsAsync(
            "descriptors are as before", Deadlines.Step, () => server.Descriptors <= descriptors,
            () => $"{descriptors} → {server.Descriptors}: {string.Join(", ", server.DescriptorTargets)}");
        Assert.Equal(files.Order(), temporary.Content.Order());
    }

    private async Task KillAsync(ServerProcess server, CancellationToken enough)
    {
        var random = new Random(7788);
        while (!enough.IsCancellationRequested)
        {
            for (var gone = 0; gone < ClientsPerKill; gone++)
                await _gone.Reader.ReadAsync(CancellationToken.None).AsTask().WaitAsync(Deadlines.Step, CancellationToken.None);
            if (server.Workers is not { Count: > 0 } workers)
                continue;
            var victim = workers[random.Next(workers.Count)];
            _killed.TryAdd(victim, Stopwatch.GetTimestamp());
            Kill(victim);
        }
    }

    private static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It had ended.
        }
    }

    /// <summary>From the last kill on: each who comes is served, and there are spare workers beside them.</summary>
    private static async Task ThePoolIsWholeAgainAsync(ServerProcess server)
    {
        var since = Stopwatch.GetTimestamp();
        using var client = await Client.ConnectAsync(server.Port);
        await WhoAmI.AskAsync(client);
        await Eventually.HoldsAsync(
            "the pool is whole again", WholeWithin - Stopwatch.GetElapsedTime(since), () => server.Workers.Count >= Spare + 1, server.ToString);
    }

    /// <summary>No slot is lost: as many clients at once as there may be workers have one each.</summary>
    private static async Task AllSlotsServeAsync(ServerProcess server)
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, MaxWorkers).Select(_ => Client.ConnectAsync(server.Port)));
        var pids = (await Task.WhenAll(clients.Select(WhoAmI.AskAsync))).Select(who => who.Pid);
        Assert.Equal(MaxWorkers, pids.Distinct().Count());
        foreach (var client in clients)
            client.Dispose();
    }

    private static Task OnlySpareWorkersAreLeftAsync(ServerProcess server) => Eventually.HoldsAsync(
        "only spare workers are left", Deadlines.Step, () => server.Workers.Count == Spare && server.Opened.Count == server.Closed.Count,
        () => $"{server.Workers.Count} workers; {server}");

    private async Task TheRecordsAddUpAsync(ServerProcess server)
    {
        await Eventually.HoldsAsync(
            "whoever was opened is closed", Deadlines.Step, () => server.Opened.Count == server.Closed.Count,
            () => $"opened {server.Opened.Count}, closed {server.Closed.Count}");
        Assert.Equal(server.Opened.Select(record => record.Id).Order(), server.Closed.Select(record => record.Id).Order());
        var cutOff = server.Closed.Where(record => record.Reason != "peer-closed").ToList();
        Assert.All(cutOff, record => Assert.True(IsForOneThatWasKilled(record), record.ToString()));
        // Also who was reset before it knew its worker. One that was reset while it connected does not know its own address: it is counted below.
        Assert.All(_resetBeforeAnswered.Where(peer => peer.Length > 0), peer => Assert.Contains(cutOff, record => record.Peer == peer));
        Assert.Equal(_reset, cutOff.Count);
    }

    // Its own worker, or the third in a row of those that were started for it.
    private bool IsForOneThatWasKilled(LogRecord record) => record.Reason switch
    {
        "worker-died" => _killed.ContainsKey((int)record.Number("pid")),
        "worker-unavailable" => _killed.Keys.Any(pid => record["error"].Contains($"pid {pid} ended", StringComparison.Ordinal)),
        _ => false,
    };

    private async Task ComeAndGoAsync(ServerProcess server, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
            await ComeAndGoOnceAsync(server);
    }

    private async Task ComeAndGoOnceAsync(ServerProcess server)
    {
        var pid = 0;
        using var client = await Client.ConnectAsync(server.Port);
        try
        {
            pid = (await WhoAmI.AskAsync(client)).Pid;
            for (var i = 0; i < Questions; i++)
                Assert.Equal($"{i}", await client.AskAsync($"echo {i}"));

            client.EndSending();
            Assert.Empty(await client.ReadToEndAsync());
            Interlocked.Increment(ref _served);
        }
        catch (SocketException reset)
        {
            Interlocked.Increment(ref _reset);
            WasReset(client, pid, reset.SocketErrorCode);
        }

        await _gone.Writer.WriteAsync(client);
    }

    private void WasReset(Client client, int pid, SocketError error)
    {
        if (pid == 0)
            _resetBeforeAnswered.Enqueue(client.Address);
        else if (!_killed.TryGetValue(pid, out var at))
            _wrong.Enqueue($"a client of the living worker {pid} met {error}");
        else if (Stopwatch.GetElapsedTime(at) > ResetWithin)
            _wrong.Enqueue($"a client was reset {Stopwatch.GetElapsedTime(at)} after its worker {pid} was killed");
    }
}
