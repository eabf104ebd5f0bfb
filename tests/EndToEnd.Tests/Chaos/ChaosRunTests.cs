using ActorServer.EndToEnd.Tests.Harness;
using ActorServer.Tests.Shared;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests.Chaos;

/// <summary>
/// Random clients while workers are killed and stopped, the server is stopped, its outputs are not read and its descriptors
/// taken away. Afterwards everybody is accounted for, nothing is left, and whoever comes is served.
/// </summary>
public sealed class ChaosRunTests(ITestOutputHelper output) : ServerTest(output)
{
    private const int Clients = 8;
    private const int Seed = 7788;

    [Theory]
    [InlineData("process", "1")]
    [InlineData("process", "5")]
    [InlineData("thread", "1")]
    public async Task Everybody_is_accounted_for_and_nothing_is_left(string isolation, string clientsPerWorker)
    {
        var server = await StartProfileAsync(Profile(isolation, clientsPerWorker), services: 2);
        var clients = new RandomClients(server.Listening["chaos"], server.Listening["log"], mayCrash: isolation == "process");
        // Whoever comes first makes the runtime open what it needs.
        await RunAsync(server, clients, TimeSpan.FromSeconds(2), new Disturbances(server));
        await AllIsQuietAsync(server);
        var before = await SettledAsync(server);

        var disturbances = new Disturbances(server);
        await RunAsync(server, clients, TimeSpan.FromSeconds(TestSize.Of(20, 200)), disturbances);

        await AllIsQuietAsync(server);
        Report($"{clients.Connected} connected, {clients.Served} served as they wished, {clients.Reset} reset; {disturbances}");
        await EverybodyIsAccountedForAsync(server, clients);
        await WhoeverComesIsServedAsync(server);
        await AllIsQuietAsync(server);
        await Eventually.HoldsAsync(
            "nothing is left", Deadlines.Step, () => server.Descriptors <= before.Descriptors && server.Workers.Count <= before.Workers,
            () => $"{before} → {server.Descriptors}, {server.Workers.Count}: {string.Join(", ", server.DescriptorTargets)}");
    }

    private static string Profile(string isolation, string clientsPerWorker) =>
        $$"""
        actor-server {
          service-defaults {
            isolation = {{isolation}}
            listen { port = 0, acceptor = socket }
            limits { max-connections = 16, max-waiting = 32, queue-timeout = 5s, send-stall-timeout = 5s }
          }
          services {
            chaos { handler.type = chaos }
            log { handler.type = log }
          }
          backends.process {
            max-workers = 16, clients-per-worker = {{clientsPerWorker}}, idle-worker-timeout = 2s
          }
        }
        """;

    private static async Task RunAsync(ServerProcess server, RandomClients clients, TimeSpan time, Disturbances disturbances)
    {
        using var enough = new CancellationTokenSource(time);
        var coming = Enumerable.Range(0, Clients).Select(i => clients.ComeAndGoAsync(Seed + i, enough.Token));
        await Task.WhenAll(coming.Append(disturbances.DisturbAsync(Seed, enough.Token)));
        Assert.False(server.HasExited, server.ToString());
    }

    private static Task AllIsQuietAsync(ServerProcess server) => Eventually.HoldsAsync(
        "whoever was opened is closed, and no worker is left but one each", TimeSpan.FromSeconds(60),
        () => server.Opened.Count == server.Closed.Count && server.Workers.Count <= 2,
        () => $"{server.Opened.Count} opened, {server.Closed.Count} closed, {server.Workers.Count} workers; {Tail(server)}");

    private static async Task<(int Descriptors, int Workers)> SettledAsync(ServerProcess server)
    {
        var descriptors = await Eventually.SettlesAsync("descriptors settle", Deadlines.Step, TimeSpan.FromSeconds(2), () => server.Descriptors);
        return (descriptors, server.Workers.Count);
    }

    private static async Task EverybodyIsAccountedForAsync(ServerProcess server, RandomClients clients)
    {
        await Eventually.HoldsAsync(
            "each client was served or refused", Deadlines.Step, () => server.Opened.Count + server.Refused.Sum(Accounted) == clients.Connected,
            () => $"{clients.Connected} connected, {server.Opened.Count} opened, {server.Refused.Sum(Accounted)} refused; {Tail(server)}");
        Assert.Equal(server.Opened.Select(record => record.Id).Order(), server.Closed.Select(record => record.Id).Order());
    }

    private static async Task WhoeverComesIsServedAsync(ServerProcess server)
    {
        for (var round = 0; round < 3; round++)
            await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => IsServedAsync(server.Listening["chaos"])));
    }

    private static async Task IsServedAsync(int port)
    {
        using var client = await Client.ConnectAsync(port);
        Assert.Equal("hello", await client.AskAsync("echo hello"));
        client.EndSending();
        Assert.Empty(await client.ReadToEndAsync());
    }

    private static long Accounted(LogRecord refused) => 1 + (refused.Find("suppressed") is null ? 0 : refused.Number("suppressed"));

    private static string Tail(ServerProcess server) => string.Join('\n', server.Errors.All.TakeLast(60));
}
