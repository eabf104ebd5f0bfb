using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>One opening and one closing record for each served connection, with what the kernel counted.</summary>
public sealed class RecordsTests(ITestOutputHelper output) : ServerTest(output)
{
    private static readonly string[] OpenedKeys = ["id", "service", "peer", "isolation"];
    private static readonly string[] ClosedKeys = ["id", "service", "peer", "reason", "duration-ms", "in", "out"];

    [Theory]
    [ClassData(typeof(EveryProfile))]
    public async Task Each_connection_has_exactly_one_opening_and_one_closing_record_with_exact_counts(string profile)
    {
        var server = await StartAsync(profile, "echo");
        var lengths = new[] { 0, 1, 1000, 100_000 };

        foreach (var length in lengths)
        {
            using var client = await ConnectAsync(server);
            var sending = SendAllAsync(client, length);
            Assert.Equal(length, (await client.ReadToEndAsync()).Length);
            await sending;
            var record = await server.ClosingRecordAsync(client);
            Assert.Equal((length, length), (record.Number("in"), record.Number("out")));
            Assert.Equal("peer-closed", record.Reason);
        }

        Assert.Equal(lengths.Length, server.Opened.Count);
        Assert.Equal(server.Opened.Select(record => record.Id), server.Closed.Select(record => record.Id));
        Assert.Equal(lengths.Length, server.Opened.Select(record => record.Id).Distinct().Count());
        HasFieldsInOrder(server, profile);
    }

    [Theory]
    [ClassData(typeof(EveryProfile))]
    public async Task A_client_that_resets_is_recorded_as_such(string profile)
    {
        var server = await StartAsync(profile, "echo");
        var client = await ConnectAsync(server);
        Assert.Equal("x", await client.AskAsync("x"));

        client.Reset();

        var record = await server.ClosingRecordAsync(client);
        Assert.Equal("peer-reset", record.Reason);
        Assert.Equal((2, 2), (record.Number("in"), record.Number("out")));
    }

    [Theory]
    [ClassData(typeof(EveryProfile))]
    public async Task A_handler_that_closes_first_is_recorded_as_such(string profile)
    {
        var server = await StartAsync(profile, "time");
        var client = await ConnectAsync(server);

        Assert.Equal(4, (await client.ReadToEndAsync()).Length);
        client.EndSending();

        var record = await server.ClosingRecordAsync(client);
        Assert.Equal(("handler-closed", 0, 4), (record.Reason, record.Number("in"), record.Number("out")));
    }

    [Theory]
    [ClassData(typeof(EveryProfile))]
    public async Task What_was_received_counts_although_the_handler_never_read_it(string profile)
    {
        var server = await StartAsync(profile, "chaos");
        var client = await ConnectAsync(server);
        const string Sent = "throw\nand what is never read";

        await client.SendAsync(Sent);

        Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
        var record = await server.ClosingRecordAsync(client);
        Assert.Equal(("handler-failed", Sent.Length), (record.Reason, record.Number("in")));
    }

    [Theory]
    [ClassData(typeof(EveryProfile))]
    public async Task Everything_but_what_handlers_print_goes_to_standard_error_one_event_a_line(string profile)
    {
        var server = await StartAsync(profile, "echo");
        var client = await ConnectAsync(server);
        Assert.Equal("x", await client.AskAsync("x"));
        client.Dispose();
        await server.ClosingRecordAsync(client);

        Assert.Single(server.Output.All);
        Assert.Equal(2, server.Errors.All.Count);
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

    private static void HasFieldsInOrder(ServerProcess server, string profile)
    {
        Assert.All(server.Opened, record => Assert.Equal(OpenedKeys, record.Keys));
        var closed = profile == "process" ? [.. ClosedKeys, "worker", "pid"] : ClosedKeys;
        Assert.All(server.Closed, record => Assert.Equal(closed, record.Keys.Take(closed.Length)));
        Assert.All(server.Opened, record => Assert.Equal(profile, record["isolation"]));
        Assert.All(server.Opened.Concat(server.Closed), record => Assert.Equal("default", record["service"]));
    }
}
