using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Workers are killed at random, ten a second, while clients come and go.</summary>
public sealed class RandomKillsTests(ITestOutputHelper output) : ServerTest(output)
{
    private const int Clients = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ResetWithin = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<int, long> _killed = [];
    private readonly ConcurrentQueue<string> _wrong = [];
    private int _served;

    [Theory]
    [InlineData("1")]
    [InlineData("0")]
    public async Task Whose_worker_lives_notices_nothing_and_nothing_is_left_behind(string clientsPerWorker)
    {
        var server = await StartAsync(
            "process", "chaos", "backends.process.spare-workers=2", "backends.process.max-workers=24", $"backends.process.clients-per-worker={clientsPerWorker}");
        await ComeAndGoOnceAsync(server);
        var descriptors = server.Descriptors;
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(TestSize.Of(4, 60)));

        var clients = Enumerable.Range(0, Clients).Select(_ => ComeAndGoAsync(server, enough.Token)).ToArray();
        await KillAsync(server, enough.Token);
        await Task.WhenAll(clients);

        Assert.Empty(_wrong);
        Assert.True(_served > Clients, $"only {_served} clients were served to the end");
        Assert.NotEmpty(_killed);
        await Eventually.HoldsAsync(
            "the records add up, and descriptors are as before", Deadlines.Step,
            () => server.Opened.Count == server.Closed.Count && (clientsPerWorker == "0" || server.Descriptors <= descriptors),
            () => $"opened {server.Opened.Count}, closed {server.Closed.Count}, descriptors {descriptors} → {server.Descriptors}");
        Assert.Equal(server.Opened.Select(record => record.Id).Order(), server.Closed.Select(record => record.Id).Order());
    }

    private async Task KillAsync(ServerProcess server, CancellationToken enough)
    {
        var random = new Random(7788);
        while (!enough.IsCancellationRequested)
        {
            await Task.Delay(Pause, CancellationToken.None);
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

    private async Task ComeAndGoAsync(ServerProcess server, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
            await ComeAndGoOnceAsync(server);
    }

    private async Task ComeAndGoOnceAsync(ServerProcess server)
    {
        var pid = 0;
        try
        {
            using var client = await Client.ConnectAsync(server.Port);
            pid = (await WhoAmI.AskAsync(client)).Pid;
            for (var i = 0; i < 20; i++)
            {
                Assert.Equal($"{i}", await client.AskAsync($"echo {i}"));
                await Task.Delay(10, CancellationToken.None);
            }

            client.EndSending();
            Assert.Empty(await client.ReadToEndAsync());
            Interlocked.Increment(ref _served);
        }
        catch (SocketException reset)
        {
            // One that was still waiting for its worker has nobody to be disturbed by.
            if (pid == 0)
                return;
            if (!_killed.TryGetValue(pid, out var at))
                _wrong.Enqueue($"a client of the living worker {pid} met {reset.SocketErrorCode}");
            else if (Stopwatch.GetElapsedTime(at) > ResetWithin)
                _wrong.Enqueue($"a client was reset {Stopwatch.GetElapsedTime(at)} after its worker {pid} was killed");
        }
    }
}
