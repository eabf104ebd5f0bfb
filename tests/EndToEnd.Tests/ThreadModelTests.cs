using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>A thread for each client: it may block, is shared with nobody, and goes with its client.</summary>
public sealed class ThreadModelTests(ITestOutputHelper output) : ServerTest(output)
{
    private const int Clients = 20;

    [Fact]
    public async Task Clients_that_block_hold_up_neither_another_nor_one_that_comes_meanwhile()
    {
        // At the end nobody waits for those that block.
        var server = await StartAsync("thread", "chaos", "shutdown.drain-timeout=0s");
        var other = await ConnectAsync(server);
        var blocked = await ConnectAsync(server, Clients);
        // Longer than all deadlines of this test: whoever is answered is answered while they block.
        var answers = blocked.Select(client => client.AskAsync("block 10m")).ToList();

        for (var i = 0; i < 9; i++)
        {
            Assert.Equal("hello", await other.AskAsync("echo hello"));
            Assert.Equal("hello", await (await ConnectAsync(server)).AskAsync("echo hello"));
        }

        Assert.DoesNotContain(answers, answer => answer.IsCompleted);
        foreach (var client in blocked)
            client.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(answers));
    }

    [Fact]
    public async Task A_clients_thread_goes_with_it()
    {
        var server = await StartAsync("thread", "chaos");
        var other = await ConnectAsync(server);
        Assert.Equal("hello", await other.AskAsync("echo hello"));
        var clients = await ConnectAsync(server, Clients);
        await Task.WhenAll(clients.Select(client => client.AskAsync("echo hello")));
        Assert.Equal(Clients + 1, HandlerThreads(server));

        foreach (var client in clients)
            client.Dispose();

        await Eventually.HoldsAsync(
            "the threads are gone", Deadlines.Step, () => HandlerThreads(server) == 1, () => $"{HandlerThreads(server)} threads of handlers");
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

    // By name, the connection's id, because the runtime's own threads come and go.
    private static int HandlerThreads(ServerProcess server) => server.ThreadNames.Count(name => name.StartsWith("c-", StringComparison.Ordinal));
}
