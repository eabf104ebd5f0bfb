using System.Diagnostics;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Who may come in, by address, number, rate and former deeds, and how the others are refused.</summary>
public sealed class ArrivalTests(ITestOutputHelper output) : ServerTest(output)
{
    private const string Limits = "services.default.limits";
    private const string Neighbour = "127.0.0.2";

    [Fact]
    public async Task What_is_denied_is_reset_and_what_is_not_allowed_too()
    {
        var server = await StartProfileAsync(
            """
            actor-server.service-defaults { isolation = event, listen.port = 0 }
            actor-server.services {
              denying.access.deny = [127.0.0.2]
              allowing.access.allow = [127.0.0.0/30]
              both.access { allow = ["127.0.0.0/8"], deny = ["127.0.0.2/32"] }
            }
            """,
            services: 3);
        foreach (var (service, from, isServed) in new[]
        {
            ("denying", "127.0.0.1", true), ("denying", Neighbour, false), ("allowing", "127.0.0.3", true), ("allowing", "127.0.0.4", false),
            ("both", "127.0.0.1", true), ("both", Neighbour, false),
        })
        {
            var client = await ConnectAsync(server.Listening[service], from: System.Net.IPAddress.Parse(from));
            if (isServed)
                Assert.Equal("x", await client.AskAsync("x"));
            else
                await IsResetAsync(server, client, "denied");
        }

        // The log is written behind the answers.
        await Eventually.HoldsAsync("all are opened", Deadlines.Step, () => server.Opened.Count == 3, server.ToString);
    }

    [Fact]
    public async Task A_source_has_so_many_clients_and_others_are_not_touched()
    {
        var server = await StartAsync("event", "echo", $"{Limits}.per-source.max-connections=2");
        var first = await ConnectAsync(server);
        var second = await ConnectAsync(server);
        Assert.Equal("x", await second.AskAsync("x"));
        await IsResetAsync(server, await ConnectAsync(server), "source-full");
        Assert.Equal("x", await (await ConnectAsync(server, Neighbour)).AskAsync("x"));

        first.Dispose();
        await server.ClosingRecordAsync(first);
        Assert.Equal("x", await (await ConnectAsync(server)).AskAsync("x"));
    }

    [Fact]
    public async Task Addresses_of_one_prefix_are_one_source()
    {
        var server = await StartAsync("event", "echo", $"{Limits}.per-source.max-connections=1", $"{Limits}.per-source.prefix-v4=30");
        Assert.Equal("x", await (await ConnectAsync(server)).AskAsync("x"));
        await IsResetAsync(server, await ConnectAsync(server, Neighbour), "source-full");
        Assert.Equal("x", await (await ConnectAsync(server, "127.0.0.4")).AskAsync("x"));
    }

    [Fact]
    public async Task A_source_that_comes_too_often_is_refused_for_a_while_and_others_are_not()
    {
        var server = await StartAsync("event", "echo", $"{Limits}.per-source.new-per-second=1", $"{Limits}.per-source.new-burst=3");
        for (var i = 0; i < 3; i++)
            Assert.Equal("x", await (await ConnectAsync(server)).AskAsync("x"));
        await IsResetAsync(server, await ConnectAsync(server), "source-rate");
        Assert.Equal("x", await (await ConnectAsync(server, Neighbour)).AskAsync("x"));
        await IsLetInAgainAsync(server);
    }

    [Fact]
    public async Task All_sources_together_come_no_faster_than_the_service_lets_them()
    {
        var server = await StartAsync("event", "echo", $"{Limits}.new-per-second=1", $"{Limits}.new-burst=2");
        Assert.Equal("x", await (await ConnectAsync(server)).AskAsync("x"));
        Assert.Equal("x", await (await ConnectAsync(server, Neighbour)).AskAsync("x"));
        await IsResetAsync(server, await ConnectAsync(server, "127.0.0.3"), "rate");
        await IsLetInAgainAsync(server);
    }

    [Theory]
    [InlineData("event", "throw", "handler-failed")]
    [InlineData("process", "exit 3", "worker-died")]
    [InlineData("process", "throw", "handler-failed")]
    public async Task A_source_that_does_harm_is_kept_out_and_let_in_again(string profile, string deed, string reason)
    {
        var server = await StartAsync(profile, "chaos", $"{Limits}.penalties.{reason}=60s", $"{Limits}.penalties.threshold=5s", $"{Limits}.penalties.longest=10s");
        var client = await ConnectAsync(server);
        await client.SendAsync(deed + "\n");
        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        Assert.Equal(reason, (await server.ClosingRecordAsync(client)).Reason);

        await IsResetAsync(server, await ConnectAsync(server), "penalised");
        Assert.Equal("x", await (await ConnectAsync(server, Neighbour)).AskAsync("echo x"));
        await IsLetInAgainAsync(server, "echo x");
    }

    [Fact]
    public async Task A_client_that_has_sent_nothing_is_no_harm()
    {
        var server = await StartAsync("process", "chaos", $"{Limits}.penalties.worker-died=60s", $"{Limits}.penalties.threshold=0s");
        var silent = await ConnectAsync(server);
        await Eventually.HoldsAsync("it has a worker", Deadlines.Step, () => server.Opened.Count == 1 && server.Workers.Count > 0, server.ToString);
        foreach (var worker in server.Workers)
            Signal.Send(worker, Signal.Kill);
        silent.Dispose();
        await server.ClosingRecordAsync(silent);
        Assert.Equal("x", await (await ConnectAsync(server)).AskAsync("echo x"));
    }

    [Theory]
    [InlineData("close", "")]
    [InlineData("busy\n", "busy\n")]
    public async Task A_client_that_comes_at_a_bad_time_gets_a_text_and_an_end(string with, string text)
    {
        var server = await StartAsync(
            "event", "echo", $"{Limits}.refuse-with={with}", $"{Limits}.max-connections=1", $"{Limits}.max-waiting=1", $"{Limits}.queue-timeout=1s",
            "services.default.access.deny=[127.0.0.3]");
        Assert.Equal("x", await (await ConnectAsync(server)).AskAsync("x"));

        var held = await ConnectAsync(server);
        await held.SendAsync(new byte[10_000]);
        var full = await ConnectAsync(server);
        await full.SendAsync("GET / HTTP/1.1\r\n\r\n");
        Assert.Equal(text, await full.ReadTextToEndAsync());
        Assert.Equal("full", (await server.RefusalRecordAsync(full)).Reason);
        Assert.Equal(text, await held.ReadTextToEndAsync());
        Assert.Equal("queue-timeout", (await server.RefusalRecordAsync(held)).Reason);
        await IsResetAsync(server, await ConnectAsync(server, "127.0.0.3"), "denied");
    }

    [Fact]
    public async Task What_a_flood_is_refused_adds_up_at_a_bounded_number_of_lines()
    {
        const int clients = 2_000;
        var server = await StartAsync("event", "echo", $"{Limits}.per-source.max-connections=5", $"{Limits}.refuse-with=busy");
        var startedAt = Stopwatch.GetTimestamp();
        for (var i = 0; i < clients; i += 100)
            await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => ConnectAsync(server)));
        await Eventually.HoldsAsync(
            "all are accounted for", Deadlines.Step,
            () => server.Opened.Count + server.Refused.Sum(record => 1 + (record.Find("suppressed") is null ? 0 : record.Number("suppressed"))) == clients, server.ToString);
        Assert.Equal(5, server.Opened.Count);
        Assert.All(server.Refused, record => Assert.Equal("source-full", record.Reason));
        Assert.InRange(server.Refused.Count, 1, 11 * (2 + Stopwatch.GetElapsedTime(startedAt).TotalSeconds));
        Assert.Equal("x", await (await ConnectAsync(server, Neighbour)).AskAsync("x"));
    }

    private static async Task IsResetAsync(ServerProcess server, Client client, string reason)
    {
        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        // One that is reset while it connects does not know its own address.
        if (client.Address.Length > 0)
            Assert.Equal(reason, (await server.RefusalRecordAsync(client)).Reason);
        else
            await Eventually.HoldsAsync("it is refused", Deadlines.Step, () => server.Refused.Any(record => record.Reason == reason), server.ToString);
    }

    private static Task IsLetInAgainAsync(ServerProcess server, string line = "x") => Eventually.HoldsAsync(
        "it is let in again", Deadlines.Step,
        async () =>
        {
            using var client = await Client.ConnectAsync(server.Port);
            try
            {
                return await client.AskAsync(line) == "x";
            }
            catch (System.Net.Sockets.SocketException)
            {
                return false;
            }
        },
        server.ToString);
}
