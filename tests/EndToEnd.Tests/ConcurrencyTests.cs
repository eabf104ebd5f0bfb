using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Many clients at once, all answered while all are open.</summary>
public sealed class ConcurrencyTests(ITestOutputHelper output) : ServerTest(output)
{
    [Theory]
    [ClassData(typeof(EveryConcurrentProfile))]
    public async Task All_clients_are_answered_while_all_are_open(string profile)
    {
        const int Count = 50;
        var server = await StartAsync(profile, "echo");
        var clients = await ConnectAsync(server, Count);

        for (var round = 0; round < 3; round++)
        {
            var said = $"round {round}";
            Assert.All(await Task.WhenAll(clients.Select(client => client.AskAsync(said))), answer => Assert.Equal(said, answer));
        }

        // Records are written beside the bytes, not before them.
        await Eventually.HoldsAsync($"{Count} opening records", Deadlines.Step, () => server.Opened.Count == Count, server.ToString);
        Assert.Empty(server.Closed);
    }

    [Fact]
    public async Task Services_with_different_models_serve_side_by_side_in_one_server()
    {
        var server = await StartProfileAsync(
            """
            actor-server.services {
              one   { listen.port = 0, isolation = inline,  handler.type = chaos }
              two   { listen.port = 0, isolation = event,   handler.type = chaos }
              three { listen.port = 0, isolation = thread,  handler.type = chaos }
              four  { listen.port = 0, isolation = process, handler.type = chaos }
            }
            """,
            services: 4);

        var isolations = new Dictionary<string, string> { ["one"] = "inline", ["two"] = "event", ["three"] = "thread", ["four"] = "process" };
        foreach (var (service, isolation) in isolations)
        {
            var client = await ConnectAsync(server.Listening[service]);
            Assert.Contains($"isolation={isolation} ", await client.AskAsync("whoami"), StringComparison.Ordinal);
        }

        // The log is written behind the answers.
        await Eventually.HoldsAsync("all are opened", Deadlines.Step, () => server.Opened.Count >= isolations.Count, server.ToString);
        Assert.Equal(isolations.Keys.Order(), server.Opened.Select(record => record["service"]).Order());
        Assert.Equal(4, server.Opened.Select(record => record.Id).Distinct().Count());
    }
}
