using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests.Scale;

/// <summary>A client that is served on another node: what it sees, and what both nodes write of it.</summary>
[Collection(Hosts.Collection)]
public sealed class PlacingTests(ITestOutputHelper output) : ScaleTest(output)
{
    private static readonly Node Front = Node.Front(1);

    [FactWithNetworks]
    public async Task Records_on_both_sides_name_each_other_and_the_client_and_add_up()
    {
        await StartClusterAsync(Front, Node.Workers(2));
        var client = await ConnectAsync(Front);
        Assert.Equal("hello", await client.AskAsync("echo hello"));
        client.EndSending();
        Assert.Equal(ConnectionEnd.Finished, await client.EndAsync());

        var here = await ClosedAsync(At(1), client);
        Assert.Equal(("peer-closed", Hosts.AddressOf(2), 11, 6), (here.Reason, here["node"], here.Number("in"), here.Number("out")));
        var there = await ClosedThereAsync(here);
        Assert.Equal(("peer-closed", client.Address, 11, 6), (there.Reason, there.Peer, there.Number("in"), there.Number("out")));
        Assert.Equal((Hosts.AddressOf(1), here.Id), (there["front"], there["there"]));
    }

    [FactWithNetworks]
    public async Task The_handler_sees_the_clients_own_address()
    {
        var asks = $$"""handler { type = "{{BuiltOutput.PluginType("ProxiedHandler")}}", path = "{{BuiltOutput.Plugin}}" }""";
        await StartClusterAsync(Front with { Service = asks }, Node.Workers(2) with { Service = asks });

        var client = await ConnectAsync(Front);

        Assert.StartsWith($"peer={client.Address} local={Front.Address}:{Node.Port} ", await client.AskAsync("who"), StringComparison.Ordinal);
    }

    [FactWithNetworks]
    public async Task What_does_not_fit_here_is_served_there_and_what_fits_nowhere_waits()
    {
        const string OnePlace = "limits { max-connections = 1, queue-timeout = 0s }";
        var full = new Node(1, "front, workers", "full") { Service = "limits { max-connections = 3, max-waiting = 1, queue-timeout = 0s }", Isolation = "process", More = "backends.process.max-workers = 1" };
        await StartClusterAsync(full, Node.Workers(2) with { Service = OnePlace });

        var here = await ConnectAsync(full);
        Assert.Equal("here", await here.AskAsync("echo here"));
        var there = await ConnectAsync(full);
        Assert.Equal("there", await there.AskAsync("echo there"));
        // One waits, and there is no room for the other: they set out at the same time, and either may be the one that comes back first.
        var answers = (await ConnectAsync(full, 2)).Select(client => client.TryAskAsync("echo waits")).ToArray();
        Assert.Null(await await Task.WhenAny(answers));

        there.EndSending();
        Assert.Equal(ConnectionEnd.Finished, await there.EndAsync());
        Assert.Equal(["waits"], (await Task.WhenAll(answers)).OfType<string>());
        Assert.Equal(Hosts.AddressOf(2), (await ClosedAsync(At(1), there))["node"]);
        Assert.Equal("here", await here.AskAsync("echo here"));
    }

    [FactWithNetworks]
    public async Task A_node_whose_handler_is_another_takes_nobody_and_says_so()
    {
        await StartClusterAsync(Front with { Service = "limits.max-waiting = 0" }, Node.Workers(2) with { Handler = "echo" });

        for (var i = 0; i < 2; i++)
            Assert.Equal(ConnectionEnd.Reset, await (await ConnectAsync(Front)).EndAsync());

        const string Warning = "its handler chaos is not this service's, echo";
        await At(2).LoggedAsync(Warning);
        Assert.Single(At(2).Errors.All, line => line.Contains(Warning, StringComparison.Ordinal));
        Assert.Empty(At(2).Opened);
    }
}
