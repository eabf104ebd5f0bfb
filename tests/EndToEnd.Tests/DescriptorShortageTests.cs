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

    [Theory]
    [InlineData("event")]
    [InlineData("thread")]
    [InlineData("process")]
    [InlineData("process+server")]
    public async Task A_flood_hurts_nobody_who_is_served_also_with_TLS_and_limits_of_sources(string model)
    {
        var files = Keep(new TlsFiles());
        var server = await StartProfileAsync(
            $$"""
            actor-server.services.default {
              listen { port = 0, acceptor = socket }
              isolation = {{Variant.Isolation(model)}}, handler.type = stream-echo
              {{files.Block(model)}}
              limits { refuse-with = close, per-source { max-connections = 1000, new-per-second = 100000 }, penalties.handshake-failed = 0s, max-connections = 2000 }
            }
            actor-server.backends.process { clients-per-worker = 0, max-workers = 4 }
            """,
            services: 1);
        using var served = await TlsClient.ConnectAsync(server.Port, files.Authority.Pem);
        Assert.Equal("before", await served.AskAsync("before"));
        DescriptorLimit.Set(server.Pid, ProcessTable.DescriptorTargets(server.Pid).Count + 80);

        var flood = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => ConnectAsync(server)));
        await server.LoggedAsync("accept: new clients wait in the backlog, ");
        Assert.Equal("during", await served.AskAsync("during"));
        foreach (var client in flood)
            client.Reset();

        using var next = await TlsClient.ConnectAsync(server.Port, files.Authority.Pem);
        Assert.Equal("after", await next.AskAsync("after"));
        Assert.Equal("still", await served.AskAsync("still"));
        Assert.InRange(server.Errors.All.Count(line => line.Contains("accept: new clients wait", StringComparison.Ordinal)), 1, 3);
    }

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
