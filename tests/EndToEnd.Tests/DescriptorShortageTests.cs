using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>More clients than there are descriptors: some wait in the backlog, and the server lives.</summary>
public sealed class DescriptorShortageTests(ITestOutputHelper output) : ServerTest(output)
{
    private const int Clients = 60;

    [Theory]
    [InlineData("event")]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task Where_clients_may_take_all_descriptors_the_acceptor_is_one_that_stops_before(string profile)
    {
        var server = await StartAsync(profile, "echo", "service-defaults.limits.max-connections=2147483647");
        await server.LoggedAsync("limits: max-connections and max-waiting allow for 21474");
        await server.LoggedAsync("acceptor = auto is socket");

        await ServesTheRestWhenSomeHaveGoneAsync(server);
    }

    [Fact]
    public async Task The_socket_acceptor_stops_before_also_where_clients_may_not_take_all() =>
        await ServesTheRestWhenSomeHaveGoneAsync(await StartAsync("event", "echo", "service-defaults.listen.acceptor=socket"));

    private async Task ServesTheRestWhenSomeHaveGoneAsync(ServerProcess server)
    {
        // The first client makes the runtime open what it needs.
        using (var first = await ConnectAsync(server))
            Assert.Equal("x", await first.AskAsync("x"));
        // Of these it keeps 64 for itself; the others are for clients, and for what it opens later, such as a spare worker.
        DescriptorLimit.Set(server.Pid, ProcessTable.DescriptorTargets(server.Pid).Count + 80);

        var clients = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => ConnectAsync(server)));
        foreach (var client in clients)
            await client.SendAsync("y\n");
        await server.LoggedAsync("accept: new clients wait in the backlog, ");
        foreach (var client in clients[..54])
            client.Reset();

        // All at once, for nothing says who is accepted first; and each goes when it is served, for in a process of its own
        // each costs several descriptors, and there need not be enough for all of them.
        await Task.WhenAll(clients[54..].Select(IsServedAndGoesAsync));
    }

    private static async Task IsServedAndGoesAsync(Client client)
    {
        using (client)
            Assert.Equal("y", await client.ReadLineAsync());
    }
}
