using System.Net;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>One opening and one closing record for each served connection, with what the kernel counted.</summary>
public sealed class RecordsTests(ITestOutputHelper output, SharedServers servers) : ServerTest(output), IClassFixture<SharedServers>
{
    private static readonly string[] OpenedKeys = ["id", "service", "peer", "isolation"];
    private static readonly string[] ClosedKeys = ["id", "service", "peer", "reason", "duration-ms", "in", "out"];

    [Theory]
    [ClassData(typeof(EveryVariant))]
    public async Task Each_connection_has_exactly_one_opening_and_one_closing_record_with_exact_counts(string profile)
    {
        var server = await ServerAsync(profile);
        var lengths = new[] { 0, 1, 1000, 100_000 };
        var clients = new List<Client>();

        foreach (var length in lengths)
        {
            using var client = await ConnectAsync(server.Listening["echo"]);
            clients.Add(client);
            var sending = SendAllAsync(client, length);
            Assert.Equal(length, (await client.ReadToEndAsync()).Length);
            await sending;
            var record = await server.ClosingRecordAsync(client);
            Assert.Equal((length, length), (record.Number("in"), record.Number("out")));
            Assert.Equal("peer-closed", record.Reason);
        }

        var opened = server.Opened.Where(record => clients.Exists(client => server.IsOf(client, record))).ToList();
        var closed = server.Closed.Where(record => clients.Exists(client => server.IsOf(client, record))).ToList();
        Assert.Equal(clients.Select(client => client.Address), opened.Select(record => record.Peer));
        Assert.Equal(opened.Select(record => record.Id), closed.Select(record => record.Id));
        Assert.Equal(lengths.Length, opened.Select(record => record.Id).Distinct().Count());
        HaveFieldsInOrder(opened, closed, profile);
    }

    [Theory]
    [ClassData(typeof(EveryVariant))]
    public async Task A_client_that_resets_is_recorded_as_such(string profile)
    {
        var server = await ServerAsync(profile);
        var client = await ConnectAsync(server.Listening["echo"]);
        Assert.Equal("x", await client.AskAsync("x"));

        client.Reset();

        var record = await server.ClosingRecordAsync(client);
        Assert.Equal("peer-reset", record.Reason);
        Assert.Equal((2, 2), (record.Number("in"), record.Number("out")));
    }

    [Theory]
    [ClassData(typeof(EveryVariant))]
    public async Task A_handler_that_closes_first_is_recorded_as_such(string profile)
    {
        var server = await ServerAsync(profile);
        var client = await ConnectAsync(server.Listening["time"]);

        Assert.Equal(4, (await client.ReadToEndAsync()).Length);
        client.EndSending();

        var record = await server.ClosingRecordAsync(client);
        Assert.Equal(("handler-closed", 0, 4), (record.Reason, record.Number("in"), record.Number("out")));
    }

    [Theory]
    [ClassData(typeof(EveryVariant))]
    public async Task What_was_received_counts_although_the_handler_never_read_it(string profile)
    {
        var server = await ServerAsync(profile);
        var client = await ConnectAsync(server.Listening["chaos"]);
        const string Sent = "throw\nand what is never read";

        await client.SendAsync(Sent);

        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        var record = await server.ClosingRecordAsync(client);
        Assert.Equal(("handler-failed", Sent.Length), (record.Reason, record.Number("in")));
    }

    [Theory]
    [ClassData(typeof(EveryVariant))]
    public async Task Everything_but_what_handlers_print_goes_to_standard_error_one_event_a_line(string profile)
    {
        var server = await ServerAsync(profile);
        var client = await ConnectAsync(server.Listening["echo"]);
        Assert.Equal("x", await client.AskAsync("x"));
        client.Dispose();
        await server.ClosingRecordAsync(client);

        Assert.All(server.Output.All, line => Assert.StartsWith("listening: ", line, StringComparison.Ordinal));
        Assert.All(server.Errors.All, line => Assert.True(LogRecord.Parse(line) is not null || line.Contains(" workers: service=", StringComparison.Ordinal), line));
    }

    [Fact]
    public async Task Clients_of_two_services_that_come_from_the_same_port_have_records_of_their_own()
    {
        var server = await StartProfileAsync("""
            actor-server.service-defaults.listen.port = 0
            actor-server.services { echo.handler.type = echo, time.handler.type = time }
            """, services: 2);
        using var echoed = await Client.ConnectAsync(server.Listening["echo"], ownPort: 0);
        using var told = await Client.ConnectAsync(server.Listening["time"], IPEndPoint.Parse(echoed.Address).Port);
        Assert.Equal(echoed.Address, told.Address);
        Assert.Equal("x", await echoed.AskAsync("x"));
        await told.ReadToEndAsync();
        told.EndSending();
        Assert.Equal("handler-closed", (await server.ClosingRecordAsync(told)).Reason);

        echoed.Reset();

        Assert.Equal("peer-reset", (await server.ClosingRecordAsync(echoed)).Reason);
        Assert.Equal("handler-closed", (await server.ClosingRecordAsync(told)).Reason);
    }

    [Fact]
    public async Task What_a_worker_writes_stands_in_the_log_under_its_number()
    {
        var server = await StartAsync("process", "chaos");
        var client = await ConnectAsync(server);
        var pid = (await WhoAmI.AskAsync(client)).Pid;

        await client.SendAsync("failfast\n");
        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());

        var record = await server.ClosingRecordAsync(client);
        Assert.Contains(server.Errors.All, line => line.Contains($"worker={record["worker"]} pid={pid} ", StringComparison.Ordinal) && line.Contains("stderr=", StringComparison.Ordinal));
    }

    private static async Task SendAllAsync(Client client, int length)
    {
        await client.SendAsync(new byte[length]);
        client.EndSending();
    }

    private static void HaveFieldsInOrder(List<LogRecord> opened, List<LogRecord> closed, string profile)
    {
        Assert.All(opened, record => Assert.Equal(OpenedKeys, record.Keys));
        var keys = profile.StartsWith("process", StringComparison.Ordinal) ? [.. ClosedKeys, "worker", "pid"] : ClosedKeys;
        Assert.All(closed, record => Assert.Equal(keys, record.Keys));
        Assert.All(opened, record => Assert.Equal(Variant.Isolation(profile), record["isolation"]));
        Assert.All(opened.Concat(closed), record => Assert.Equal("echo", record["service"]));
    }

    private async Task<ServerProcess> ServerAsync(string profile) => Follow(await servers.OfAsync(profile, ["echo", "time", "chaos"]));
}
