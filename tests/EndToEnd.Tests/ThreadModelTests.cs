using System.Diagnostics;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>A thread for each client: it may block, is shared with nobody, and goes with its client.</summary>
public sealed class ThreadModelTests(ITestOutputHelper output) : ServerTest(output)
{
    private const int Blocked = 20;
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Clients_that_block_do_not_hold_up_another_and_their_threads_go_with_them()
    {
        var server = await StartAsync("thread", "chaos");
        var other = await ConnectAsync(server);
        Assert.Equal("warm", await other.AskAsync("echo warm"));
        var blocked = await ConnectAsync(server, Blocked);

        var answers = blocked.Select(client => client.AskAsync("block 5s")).ToList();
        await Eventually.HoldsAsync("each has its thread", Deadlines.Step, () => HandlerThreads(server) == Blocked + 1, server.ToString);
        var median = await MedianOfAnswersAsync(other);
        Assert.DoesNotContain(answers, answer => answer.IsCompleted);

        Assert.True(median < AtOnce, $"the median answer took {median.TotalMilliseconds} ms");
        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal("ok", answer));
        foreach (var client in blocked)
            client.Dispose();
        await Eventually.HoldsAsync(
            "the threads are gone", Deadlines.Step, () => HandlerThreads(server) == 1, () => $"{HandlerThreads(server)} threads of handlers");
    }

    [Fact]
    public async Task A_client_that_connects_while_others_block_is_answered_at_once()
    {
        var server = await StartAsync("thread", "chaos");
        var blocked = await ConnectAsync(server, Blocked);
        foreach (var client in blocked)
            await client.SendAsync("block 5s\n");
        var tries = new List<TimeSpan>();

        for (var i = 0; i < 9; i++)
        {
            var startedAt = Stopwatch.GetTimestamp();
            using var another = await ConnectAsync(server);
            Assert.Equal("hello", await another.AskAsync("echo hello"));
            tries.Add(Stopwatch.GetElapsedTime(startedAt));
        }

        Assert.True(Median(tries) < AtOnce, $"the tries took {string.Join(", ", tries.Select(time => time.TotalMilliseconds))} ms");
    }

    [Fact]
    public async Task Each_client_has_a_thread_of_its_own_in_the_servers_process_and_keeps_it()
    {
        var server = await StartAsync("thread", "chaos");
        var clients = await ConnectAsync(server, 8);

        var first = await Task.WhenAll(clients.Select(WhoAmI.AskAsync));
        var again = await Task.WhenAll(clients.Select(WhoAmI.AskAsync));

        Assert.All(first, who => Assert.Equal(server.Pid, who.Pid));
        Assert.Equal(8, first.Select(who => who.Thread).Distinct().Count());
        Assert.Equal(first, again);
    }

    [Fact]
    public async Task Statics_are_shared_by_all_clients()
    {
        var server = await StartAsync("thread", "chaos");
        var one = await ConnectAsync(server);
        var other = await ConnectAsync(server);

        Assert.Equal(["1", "2", "3"], new[] { await one.AskAsync("count"), await other.AskAsync("count"), await one.AskAsync("count") });
    }

    private static async Task<TimeSpan> MedianOfAnswersAsync(Client client)
    {
        var tries = new List<TimeSpan>();
        for (var i = 0; i < 9; i++)
        {
            var startedAt = Stopwatch.GetTimestamp();
            Assert.Equal("hello", await client.AskAsync("echo hello"));
            tries.Add(Stopwatch.GetElapsedTime(startedAt));
        }

        return Median(tries);
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);

    // By name, the connection's id, because the runtime's own threads come and go.
    private static int HandlerThreads(ServerProcess server) => server.ThreadNames.Count(name => name.StartsWith("c-", StringComparison.Ordinal));
}
