using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>The first thing anybody tries: a line comes back, also to a client that closes its sending side at once.</summary>
public sealed class EchoTests(ITestOutputHelper output, SharedServers servers) : ServerTest(output), IClassFixture<SharedServers>
{
    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task A_client_that_half_closes_gets_all_its_answer(string profile)
    {
        var server = await ServerAsync(profile);
        var client = await ConnectAsync(server);

        await client.SendAsync("hello\n");
        client.EndSending();

        Assert.Equal("hello\n", await client.ReadTextToEndAsync());
        Assert.Equal("peer-closed", (await server.ClosingRecordAsync(client)).Reason);
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task A_conversation_goes_on_for_as_long_as_the_client_wishes(string profile)
    {
        var server = await ServerAsync(profile);
        var client = await ConnectAsync(server);

        for (var i = 0; i < 100; i++)
            Assert.Equal($"line {i}", await client.AskAsync($"line {i}"));
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task A_client_that_says_nothing_gets_nothing_but_the_end(string profile)
    {
        var server = await ServerAsync(profile);
        var client = await ConnectAsync(server);

        client.EndSending();

        Assert.Empty(await client.ReadToEndAsync());
    }

    [Theory]
    [ClassData(typeof(EveryWay))]
    public async Task One_line_on_standard_output_says_where_the_server_listens(string profile)
    {
        var server = await ServerAsync(profile);

        Assert.Equal(
            $"listening: service=echo address=127.0.0.1:{server.Port} isolation={Variant.Isolation(profile)} handler=echo", Assert.Single(server.Output.All));
    }

    private async Task<ServerProcess> ServerAsync(string profile) => Follow(await servers.OfAsync(profile, ["echo"]));
}
