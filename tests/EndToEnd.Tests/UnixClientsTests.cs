using ActorServer.EndToEnd.Tests.Harness;
using ActorServer.Tests.Shared;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Clients at Unix sockets in every model, with handlers of both kinds.</summary>
public sealed class UnixClientsTests(SharedServers servers, UnixClientsTests.Folder folder) : IClassFixture<SharedServers>, IClassFixture<UnixClientsTests.Folder>
{
    private const string Timed = "timed-";

    private static readonly string[] Services = ["echo", "stream-echo", "chaos", "stream-chaos", "timed-echo", "timed-stream-echo"];

    public static TheoryData<string, string> Echoes => Of("echo", "stream-echo");

    public static TheoryData<string, string> Chaos => Of("chaos", "stream-chaos");

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task A_client_that_half_closes_gets_its_whole_answer_and_every_byte_is_counted(string variant, string handler)
    {
        long size = TestSize.Of(3, 100) << 20;
        var (server, client, id) = await ConnectAsync(variant, handler);
        using (client)
        {
            var bytes = new byte[size];
            new Random(7).NextBytes(bytes);
            var sent = Task.Run(async () =>
            {
                await client.SendAsync(bytes);
                client.EndSending();
            });
            var echo = await client.ReadToEndAsync();
            Assert.True(bytes.AsSpan().SequenceEqual(echo));
            await sent;
        }

        var record = await ClosedAsync(server, id);
        Assert.Equal(("peer-closed", size, size), (record.Reason, record.Number("in"), record.Number("out")));
        Assert.Matches($"^unix:pid={Environment.ProcessId},uid=[0-9]+$", record.Peer);
    }

    [Theory]
    [MemberData(nameof(Chaos))]
    public async Task A_handler_that_fails_costs_its_client_the_connection_and_nobody_else(string variant, string handler)
    {
        var (server, client, id) = await ConnectAsync(variant, handler);
        using (client)
        {
            Assert.Equal("hello", await client.AskAsync("echo hello"));
            await client.SendAsync("throw\n"u8.ToArray());
            await client.EndAsync();
        }

        var record = await ClosedAsync(server, id);
        Assert.Equal(("handler-failed", 17L, 6L), (record.Reason, record.Number("in"), record.Number("out")));
    }

    [Theory]
    [InlineData("process", "chaos")]
    [InlineData("process", "stream-chaos")]
    [InlineData("process+relay", "chaos")]
    public async Task A_worker_that_dies_costs_its_client_the_connection_and_nobody_else(string variant, string handler)
    {
        var (server, client, id) = await ConnectAsync(variant, handler);
        using (client)
        {
            await client.SendAsync("exit 3\n"u8.ToArray());
            await client.EndAsync();
        }

        var record = await ClosedAsync(server, id);
        Assert.Equal(("worker-died", "code:3", 7L, 0L), (record.Reason, record["exit"], record.Number("in"), record.Number("out")));
    }

    [Theory]
    [MemberData(nameof(Chaos))]
    public async Task A_client_that_goes_away_in_the_middle_of_its_answer_is_lost(string variant, string handler)
    {
        var (server, client, id) = await ConnectAsync(variant, handler);
        await client.SendAsync("flood 64MiB\n"u8.ToArray());
        Assert.Equal(1, await client.Socket.ReceiveAsync(new byte[1]));
        client.Dispose();
        var record = await ClosedAsync(server, id);
        Assert.Equal(("peer-reset", 12L), (record.Reason, record.Number("in")));
        Assert.InRange(record.Number("out"), 1, 8 << 20);
    }

    [Theory]
    [MemberData(nameof(Chaos))]
    public async Task A_client_that_takes_nothing_is_cut_off_in_time_and_has_been_sent_a_bounded_part(string variant, string handler)
    {
        var (server, client, id) = await ConnectAsync(variant, handler);
        using (client)
        {
            await client.SendAsync("flood 64MiB\n"u8.ToArray());
            var record = await ClosedAsync(server, id);
            Assert.Equal("send-stall-timeout", record.Reason);
            Assert.Equal(record.Number("out"), (await client.ReadToEndAsync()).Length);
            Assert.InRange(record.Number("out"), 1, 8 << 20);
        }
    }

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task A_client_that_says_nothing_is_cut_off_in_time(string variant, string handler)
    {
        var (server, silent, first) = await ConnectAsync(variant, Timed + handler);
        await silent.EndAsync();
        silent.Dispose();
        Assert.Equal("first-byte-timeout", (await ClosedAsync(server, first)).Reason);
        var (_, idle, second) = await ConnectAsync(variant, Timed + handler);
        Assert.Equal("hello", await idle.AskAsync("hello"));
        await idle.EndAsync();
        idle.Dispose();
        var record = await ClosedAsync(server, second);
        Assert.Equal(("idle-timeout", 6L, 6L), (record.Reason, record.Number("in"), record.Number("out")));
    }

    private static TheoryData<string, string> Of(params string[] handlers)
    {
        var data = new TheoryData<string, string>();
        foreach (var variant in new[] { "inline", "event", "thread", "process", "process+relay" })
        {
            foreach (var handler in handlers)
            {
                // A handler that blocks may not be on threads that others need.
                if (variant != "event" || handler != "stream-chaos")
                    data.Add(variant, handler);
            }
        }

        return data;
    }

    private async Task<(ServerProcess Server, UnixClient Client, string Id)> ConnectAsync(string variant, string service)
    {
        var services = Services.Where(name => Variant.Isolation(variant) != "event" || name != "stream-chaos").ToArray();
        var server = await servers.OfAsync(variant, Profile(variant, services), services.Length);
        var opened = server.Opened.Count;
        var client = await UnixClient.ConnectAsync(PathOf(variant, service));
        await Eventually.HoldsAsync("the client is served", Deadlines.Step, () => server.Opened.Count > opened, server.ToString);
        return (server, client, server.Opened[opened].Id);
    }

    private static Task<LogRecord> ClosedAsync(ServerProcess server, string id) => Eventually.FindsAsync(
        $"{id} has a closing record", Deadlines.Step, () => server.Closed.SingleOrDefault(record => record.Id == id), server.ToString);

    private string PathOf(string variant, string service) => folder.PathOf($"{variant}-{service}");

    private string Profile(string variant, string[] services) =>
        $$"""
        actor-server.service-defaults { isolation = {{Variant.Isolation(variant)}}, limits.send-stall-timeout = 1s }
        actor-server.services {
          {{string.Join('\n', services.Select(service => Service(variant, service)))}}
        }
        """;

    private string Service(string variant, string service)
    {
        var isTimed = service.StartsWith(Timed, StringComparison.Ordinal);
        // Long enough for a worker to start.
        var idle = Variant.Isolation(variant) == "process" ? "8s" : "2s";
        return $$"""
            {{service}} {
              handler.type = {{(isTimed ? service[Timed.Length..] : service)}}
              listen.addresses = ["unix:{{PathOf(variant, service)}}"]
              {{(isTimed ? $"limits {{ idle-timeout = {idle}, first-byte-timeout = 1s }}" : "")}}
            }
            """;
    }

    /// <summary>Where the sockets are.</summary>
    public sealed class Folder : IDisposable
    {
        private readonly string _path = Directory.CreateTempSubdirectory("e2e-").FullName;

        public string PathOf(string name) => Path.Combine(_path, name);

        public void Dispose() => Directory.Delete(_path, recursive: true);
    }
}
