using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>One client after the other, in the order of arrival; those who wait lose nothing.</summary>
public sealed class InlineOrderTests(ITestOutputHelper output) : ServerTest(output)
{
    [Fact]
    public async Task Nothing_of_a_second_client_is_handled_until_the_first_closes_and_then_nothing_is_lost()
    {
        var server = await StartAsync("inline", "echo");
        var first = await ConnectAsync(server);
        Assert.Equal("first", await first.AskAsync("first"));
        var second = await ConnectAsync(server);
        await second.SendAsync("sent while waiting\n");

        for (var i = 0; i < 200; i++)
            Assert.Equal($"still first {i}", await first.AskAsync($"still first {i}"));
        Assert.Equal(0, second.Available);
        Assert.Single(server.Opened);

        first.Dispose();
        Assert.Equal("sent while waiting", await second.ReadLineAsync());
        Assert.Equal("and now", await second.AskAsync("and now"));
    }

    [Fact]
    public async Task Clients_are_served_in_the_order_in_which_they_came()
    {
        const int Count = 20;
        var server = await StartAsync("inline", "echo");
        var clients = await ConnectAsync(server, Count);
        foreach (var client in clients)
        {
            await client.SendAsync($"from {client.Address}\n");
            client.EndSending();
        }

        foreach (var client in clients)
            Assert.Equal($"from {client.Address}\n", await client.ReadTextToEndAsync());

        await Eventually.HoldsAsync("all are closed", Deadlines.Step, () => server.Closed.Count == Count, server.ToString);
        Assert.Equal(clients.Select(client => client.Address), server.Opened.Select(record => record.Peer));
    }

    [Fact]
    public async Task A_client_that_resets_makes_way_for_the_next()
    {
        var server = await StartAsync("inline", "echo");
        var first = await ConnectAsync(server);
        Assert.Equal("x", await first.AskAsync("x"));
        var second = await ConnectAsync(server);

        first.Reset();

        Assert.Equal("y", await second.AskAsync("y"));
        Assert.Equal("peer-reset", (await server.ClosingRecordAsync(first)).Reason);
    }
}
