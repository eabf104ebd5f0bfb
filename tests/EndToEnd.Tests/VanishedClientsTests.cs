using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Clients whose machine or network is gone without a word: nothing but a probe tells.</summary>
public sealed class VanishedClientsTests(ITestOutputHelper output) : ServerTest(output)
{
    private static readonly string[] Services = ["event", "thread", "process"];

    [FactWithNetworks]
    public async Task A_client_that_has_vanished_is_reset_when_it_does_not_answer_in_every_model_whoever_accepts()
    {
        var networks = Keep(new TwoNetworks());
        var profile = Keep(new ProfileFile(Profile));
        var server = await StartAsync(NewTemporaryDirectory(), ServerArguments.For(profile), Services.Length, networks.AtServer);
        foreach (var service in Services)
            await networks.ConnectAsync(server.Listening[service]);

        networks.CutTheLink();

        await Eventually.HoldsAsync("all have ended", Deadlines.Step, () => server.Closed.Count == Services.Length, server.ToString);
        Assert.Equal(Services.Order(StringComparer.Ordinal), server.Closed.Select(record => record.Service).Order(StringComparer.Ordinal));
        Assert.All(server.Closed, record => Assert.Equal(("peer-reset", 6, 6), (record.Reason, record.Number("in"), record.Number("out"))));
    }

    private static string Profile =>
        $$"""
        actor-server.service-defaults {
          listen { host = {{TwoNetworks.ServerAddress}}, port = 0, keep-alive = 1s, keep-alive-interval = 1s, keep-alive-count = 2 }
        }
        actor-server.services {
          event   { isolation = event, listen.acceptor = akka-io }
          thread  { isolation = thread, listen.acceptor = socket, handler.type = stream-echo }
          process { isolation = process, listen.acceptor = akka-io }
        }
        """;
}
