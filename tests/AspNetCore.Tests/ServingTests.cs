using System.Net;
using System.Net.WebSockets;
using System.Text;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.AspNetCore.Tests;

/// <summary>The sample application as the worker of a real server: what clients get, and what the records say.</summary>
public sealed class ServingTests(ITestOutputHelper output) : WebAppServer(output)
{
    [Fact]
    public async Task A_connection_is_kept_for_many_requests_and_its_record_counts_each_byte()
    {
        var server = await StartWebAppAsync();
        var client = await ConnectAsync(server);
        var (sent, received) = (0, 0);
        for (var request = 0; request < 3; request++)
        {
            var text = Request("/whoami");
            await client.SendAsync(text);
            var answer = await ReadAnswerAsync(client);
            (sent, received) = (sent + text.Length, received + answer.Length);
            Assert.Equal(200, answer.Status);
            Assert.Contains($"connection=c-1 peer={client.Address.Split(':')[0]} protocol=HTTP/1.1 scheme=http", answer.Body, StringComparison.Ordinal);
        }

        client.EndSending();
        Assert.Equal(ConnectionEnd.Finished, await client.EndAsync());
        var record = await server.ClosingRecordAsync(client);
        Assert.Equal(("peer-closed", (long)sent, (long)received), (record.Reason, record.Number("in"), record.Number("out")));
    }

    [Fact]
    public async Task How_a_connection_ends_is_the_reason_in_its_record()
    {
        var server = await StartWebAppAsync();
        var closed = await AskAsync(server, Request("/whoami", headers: "Connection: close\r\n"));
        Assert.True((await ReadAnswerAsync(closed)).Closes);
        Assert.Equal(ConnectionEnd.Finished, await closed.EndAsync());
        Assert.Equal("handler-closed", (await server.ClosingRecordAsync(closed)).Reason);

        var aborted = await AskAsync(server, Request("/abort", "POST", "Content-Length: 0\r\n"));
        Assert.Equal(ConnectionEnd.Reset, await aborted.EndAsync());
        Assert.Equal("handler-closed", (await server.ClosingRecordAsync(aborted)).Reason);

        var reset = await AskAsync(server, Request("/whoami"));
        await ReadAnswerAsync(reset);
        reset.Reset();
        Assert.Equal("peer-reset", (await server.ClosingRecordAsync(reset)).Reason);

        var busy = await AskAsync(server, Request("/events"));
        Assert.Equal("HTTP/1.1 200 OK", await busy.ReadLineAsync());
        busy.Reset();
        Assert.Equal("peer-reset", (await server.ClosingRecordAsync(busy)).Reason);
        // The worker has been told that the request is over, and lives.
        Assert.Equal(200, (await ReadAnswerAsync(await AskAsync(server, Request("/whoami")))).Status);
        Assert.Single(server.Workers);
    }

    [Fact]
    public async Task A_client_that_still_sends_gets_the_answer_that_ends_its_request()
    {
        var server = await StartWebAppAsync();
        // More than Kestrel takes: it refuses without reading.
        var client = await AskAsync(server, Request("/length", "POST", "Content-Length: 100000000\r\n"));
        await client.SendAsync(new byte[1024 * 1024]);

        var answer = await ReadAnswerAsync(client);
        Assert.Equal((413, true), (answer.Status, answer.Closes));
        await client.SendAsync(new byte[1024]);
        Assert.Equal(ConnectionEnd.Finished, await client.EndAsync());
        await client.SendAsync(new byte[1024]);
        client.EndSending();
        Assert.Equal("handler-closed", (await server.ClosingRecordAsync(client)).Reason);
    }

    [Fact]
    public async Task A_body_arrives_whole()
    {
        var server = await StartWebAppAsync();
        using var client = Client(server, HttpVersion.Version11);
        using var body = new ByteArrayContent(new byte[20_000_000]);
        Assert.Equal("20000000\n", await (await client.PostAsync("/length", body)).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_WebSocket_echoes_and_closes_in_order()
    {
        var server = await StartWebAppAsync();
        using var deadline = new CancellationTokenSource(Deadlines.Step);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://localhost:{server.Port}/echo"), deadline.Token);
        var message = new byte[100];
        foreach (var text in new[] { "hello", "again" })
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, deadline.Token);
            var received = await socket.ReceiveAsync(message, deadline.Token);
            Assert.Equal(text, Encoding.UTF8.GetString(message, 0, received.Count));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, deadline.Token);
        Assert.Equal(WebSocketState.Closed, socket.State);
        await Eventually.HoldsAsync("the connection is closed", Deadlines.Step, () => server.Closed.Count == 1, server.ToString);
    }

    [Fact]
    public async Task Server_sent_events_arrive_one_by_one()
    {
        var server = await StartWebAppAsync();
        using var client = Client(server, HttpVersion.Version11);
        using var events = new StreamReader(await client.GetStreamAsync("/events"));
        Assert.Equal("event: tick", await events.ReadLineAsync());
        Assert.Contains("from process", await events.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_named_endpoint_serves_and_HTTP_2_needs_no_upgrade()
    {
        var server = await StartWebAppAsync("handler.endpoint = Http2");
        using var client = Client(server, HttpVersion.Version20);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetStringAsync("/whoami")));
        Assert.All(answers, answer => Assert.Contains("connection=c-1 peer=127.0.0.1 protocol=HTTP/2 scheme=http", answer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_peer_is_who_the_proxy_says()
    {
        var server = await StartWebAppAsync("proxy-protocol { mode = any, from = [\"127.0.0.1\"] }");
        var client = await AskAsync(server, "PROXY TCP4 203.0.113.7 192.0.2.1 56324 443\r\n" + Request("/whoami"));
        Assert.Contains("peer=203.0.113.7 ", (await ReadAnswerAsync(client)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_crash_resets_the_clients_of_its_worker_alone()
    {
        var server = await StartWebAppAsync(process: "max-workers = 2");
        var bystander = await AskAsync(server, Request("/whoami"));
        var before = (await ReadAnswerAsync(bystander)).Body;

        var victim = await AskAsync(server, Request("/crash", "POST", "Content-Length: 0\r\n"));

        Assert.Equal(ConnectionEnd.Reset, await victim.EndAsync());
        var record = await server.ClosingRecordAsync(victim);
        Assert.Equal(("worker-died", "signal:6"), (record.Reason, record["exit"]));
        Assert.Contains("asked to crash", record["stderr"], StringComparison.Ordinal);
        await bystander.SendAsync(Request("/whoami"));
        Assert.Equal(before, (await ReadAnswerAsync(bystander)).Body);
    }

    [Fact]
    public async Task A_worker_that_is_asked_to_end_finishes_its_client_first()
    {
        var server = await StartWebAppAsync();
        var client = await AskAsync(server, Request("/whoami"));
        var before = (await ReadAnswerAsync(client)).Body;
        var worker = Assert.Single(server.Workers);

        Signal.Send(worker, Signal.Interrupt);
        Signal.Send(worker, Signal.Terminate);

        await client.SendAsync(Request("/whoami"));
        Assert.Equal(before, (await ReadAnswerAsync(client)).Body);
        client.Dispose();
        await Eventually.HoldsAsync("the worker has ended", Deadlines.Step, () => !server.Workers.Contains(worker), server.ToString);
        Assert.Equal("peer-closed", server.Closed.Single().Reason);
    }

    [Theory]
    [InlineData("process+relay")]
    [InlineData("process")]
    public async Task A_client_is_served_by_the_relay_and_at_a_Unix_socket_too(string variant)
    {
        var file = Path.Combine(NewTemporaryDirectory().Path, "app.sock");
        var server = await StartWebAppAsync(variant == "process" ? $"listen.addresses = [\"unix:{file}\"]" : "", variant: variant);
        using var handler = new SocketsHttpHandler();
        if (variant == "process")
            handler.ConnectCallback = async (_, cancellation) => await ConnectAsync(new System.Net.Sockets.UnixDomainSocketEndPoint(file), cancellation);
        using var client = new HttpClient(handler) { BaseAddress = new Uri($"http://localhost:{(variant == "process" ? 80 : server.Port)}"), Timeout = Deadlines.Step };

        for (var request = 0; request < 2; request++)
            Assert.Contains("connection=c-1 ", await client.GetStringAsync("/whoami"), StringComparison.Ordinal);
        using var body = new ByteArrayContent(new byte[2_000_000]);
        Assert.Equal("2000000\n", await (await client.PostAsync("/length", body)).Content.ReadAsStringAsync());
        client.Dispose();
        await Eventually.HoldsAsync("the client has closed", Deadlines.Step, () => server.Closed.Any(record => record.Reason == "peer-closed"), server.ToString);
    }

    private static async Task<Stream> ConnectAsync(EndPoint server, CancellationToken cancellation)
    {
        var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        await socket.ConnectAsync(server, cancellation);
        return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
    }

    private async Task<Client> AskAsync(ServerProcess server, string request)
    {
        var client = await ConnectAsync(server);
        await client.SendAsync(request);
        return client;
    }
}
