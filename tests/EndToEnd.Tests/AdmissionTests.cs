using System.Diagnostics;
using System.Globalization;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Who is served, held and refused when there are more clients than places.</summary>
public sealed class AdmissionTests(ITestOutputHelper output) : ServerTest(output)
{
    [Theory]
    [ClassData(typeof(EveryConcurrentProfile))]
    public async Task Of_twenty_clients_ten_are_served_five_held_in_order_and_five_reset_at_once(string profile)
    {
        var server = await StartAsync(
            profile, "echo", "services.default.limits.max-connections=10", "services.default.limits.max-waiting=5",
            "services.default.limits.queue-timeout=60s");
        await CrowdAsync(server);
        await Eventually.HoldsAsync("all records are written", Deadlines.Step, () => server.Closed.Count == 15, server.ToString);
        Assert.Equal(5, server.Refused.Sum(Accounted));
        Assert.All(server.Refused, record => Assert.Equal("full", record.Reason));

        // After that everything is as before. A place in process is free when its worker is gone, unless workers are used again.
        await Eventually.HoldsAsync("the workers are gone", Deadlines.Step, () => profile == "process+several" || server.Workers.Count == 0, server.ToString);
        await CrowdAsync(server);
        await Eventually.HoldsAsync("all records are written again", Deadlines.Step, () => server.Closed.Count == 30, server.ToString);
    }

    [Theory]
    [ClassData(typeof(EveryProfile))]
    public async Task A_held_client_that_half_closes_is_served(string profile)
    {
        var server = await StartWithOnePlaceAsync(profile);
        var first = await ConnectAsync(server);
        Assert.Equal("x", await first.AskAsync("x"));
        var held = await ConnectAsync(server);

        await held.SendAsync("patient\n");
        held.EndSending();
        Assert.Equal("y", await first.AskAsync("y"));
        first.Dispose();

        Assert.Equal("patient\n", await held.ReadTextToEndAsync());
        Assert.Equal("peer-closed", (await server.ClosingRecordAsync(held)).Reason);
    }

    [Theory]
    [ClassData(typeof(EveryProfile))]
    public async Task A_held_client_that_resets_leaves_the_queue(string profile)
    {
        var server = await StartWithOnePlaceAsync(profile, "services.default.limits.max-waiting=1");
        var first = await ConnectAsync(server);
        Assert.Equal("x", await first.AskAsync("x"));
        var gone = await ConnectAsync(server);
        var refused = await ConnectAsync(server);
        Assert.Equal(ConnectionEnd.Reset, await refused.EndAsync());

        gone.Reset();
        var record = await server.RefusalRecordAsync(gone);
        Assert.Equal("peer-gone", record.Reason);
        var next = await ConnectAsync(server);
        await next.SendAsync("next\n");
        first.Dispose();

        Assert.Equal("next", await next.ReadLineAsync());
        Assert.DoesNotContain(server.Opened, record => server.IsOf(gone, record));
    }

    [Theory]
    [ClassData(typeof(EveryProfile))]
    public async Task A_client_that_has_been_held_too_long_is_reset_and_the_place_is_not_lost(string profile)
    {
        var server = await StartWithOnePlaceAsync(profile, "services.default.limits.queue-timeout=1s");
        var first = await ConnectAsync(server);
        Assert.Equal("x", await first.AskAsync("x"));
        var startedAt = Stopwatch.GetTimestamp();
        var held = await ConnectAsync(server);

        Assert.Equal(ConnectionEnd.Reset, await held.EndAsync());
        Assert.True(Stopwatch.GetElapsedTime(startedAt) > TimeSpan.FromSeconds(0.9));
        var record = await server.RefusalRecordAsync(held);
        Assert.Equal("queue-timeout", record.Reason);
        first.Dispose();
        Assert.Equal("y", await (await ConnectAsync(server)).AskAsync("y"));
    }

    [Fact]
    public async Task In_process_there_are_as_many_places_as_workers()
    {
        var server = await StartAsync(
            "process", "echo", "services.default.limits.max-connections=10", "backends.process.max-workers=2",
            "services.default.limits.max-waiting=0");
        var served = await ConnectAsync(server, 2);
        Assert.All(await Task.WhenAll(served.Select(client => client.AskAsync("x"))), answer => Assert.Equal("x", answer));

        Assert.Equal(ConnectionEnd.Reset, await (await ConnectAsync(server)).EndAsync());
    }

    [Fact]
    public async Task A_flood_of_refusals_is_logged_at_a_bounded_rate_and_counted_in_full()
    {
        const int Flood = 300;
        var server = await StartWithOnePlaceAsync("event", "services.default.limits.max-waiting=0");
        var first = await ConnectAsync(server);
        Assert.Equal("x", await first.AskAsync("x"));

        var startedAt = Stopwatch.GetTimestamp();
        for (var i = 0; i < Flood; i++)
        {
            using var client = await Client.ConnectAsync(server.Port);
            Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        }

        await Eventually.HoldsAsync(
            "every refusal is accounted for", Deadlines.Step, () => server.Refused.Sum(Accounted) == Flood,
            () => $"{server.Refused.Sum(Accounted)} of {Flood} {server}");
        var seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        Assert.InRange(server.Refused.Count, 1, Flood / 2 < 20 * (seconds + 1) ? Flood : 20 * (int)(seconds + 1));
        Assert.Equal("y", await first.AskAsync("y"));
    }

    private Task<ServerProcess> StartWithOnePlaceAsync(string profile, params string[] settings) =>
        StartAsync(profile, "echo", ["services.default.limits.max-connections=1", "services.default.limits.queue-timeout=60s", .. settings]);

    private static long Accounted(LogRecord refused) => 1 + (refused.Find("suppressed") is null ? 0 : refused.Number("suppressed"));

    /// <summary>Twenty clients for ten places and five chairs.</summary>
    private async Task CrowdAsync(ServerProcess server)
    {
        var clients = await ConnectAsync(server, 20);
        var (served, held, refused) = (clients.Take(10).ToList(), clients.Skip(10).Take(5).ToList(), clients.Skip(15).ToList());

        Assert.All(await Task.WhenAll(refused.Select(client => client.EndAsync())), end => Assert.Equal(ConnectionEnd.Reset, end));
        Assert.All(await Task.WhenAll(served.Select(client => client.AskAsync("served"))), answer => Assert.Equal("served", answer));
        foreach (var client in held)
            await client.SendAsync(string.Create(CultureInfo.InvariantCulture, $"held {client.Address}\n"));

        await HeldAreServedInOrderAsync(served, held);
        foreach (var client in served.Concat(held))
            client.Dispose();
    }

    private static async Task HeldAreServedInOrderAsync(List<Client> served, List<Client> held)
    {
        for (var i = 0; i < held.Count; i++)
        {
            Assert.Equal("still", await served[^1].AskAsync("still"));
            Assert.All(held.Skip(i), client => Assert.Equal(0, client.Available));
            served[i].Dispose();
            Assert.Equal($"held {held[i].Address}", await held[i].ReadLineAsync());
        }
    }
}
