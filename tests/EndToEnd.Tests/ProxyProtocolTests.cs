using System.Net;
using System.Text;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Clients behind proxies, which say with a PROXY header who they are.</summary>
public sealed class ProxyProtocolTests(ITestOutputHelper output) : ServerTest(output)
{
    private const string Line = "PROXY TCP4 203.0.113.7 192.0.2.1 56324 443\r\n";
    private const string Peer = "203.0.113.7:56324";
    private const string Tlvs = "02:6578616d706c65,e0:";

    private static readonly byte[] Signature = Encoding.Latin1.GetBytes("\r\n\r\n\0\r\nQUIT\n");

    // The same client, with a name and an empty value.
    private static readonly byte[] Binary =
    [
        .. Signature, 0x21, 0x11, 0, 12 + 10 + 3, 203, 0, 113, 7, 192, 0, 2, 1, 0xDC, 0x04, 0x01, 0xBB,
        0x02, 0, 7, .. "example"u8, 0xE0, 0, 0,
    ];

    private static byte[] LineBytes => Encoding.ASCII.GetBytes(Line);

    [Theory]
    [ClassData(typeof(EveryVariant))]
    public async Task What_follows_the_header_in_the_same_packet_reaches_the_handler_whole(string variant)
    {
        var server = await StartProfileAsync(Services(variant), services: 2, variant);
        foreach (var (header, tlvs) in new[] { (LineBytes, ""), (Binary, Tlvs) })
        {
            using var stream = await ConnectAsync(server.Listening["stream"]);
            await stream.SendAsync((byte[])[.. header, .. "who\n"u8]);
            Assert.Equal($"peer={Peer} local=192.0.2.1:443 proxy={stream.Address} tlvs={tlvs}", await stream.ReadLineAsync());
            await IsRecordedAsync(server, stream);

            var payload = new byte[100_000];
            new Random(1).NextBytes(payload);
            using var actor = await ConnectAsync(server.Listening["actor"]);
            var sending = SendWithHeaderAsync(actor, header, payload);
            Assert.Equal(payload, await actor.ReadToEndAsync());
            await sending;
            var record = await IsRecordedAsync(server, actor);
            Assert.Equal((payload.Length, payload.Length), (record.Number("in"), record.Number("out")));
        }
    }

    [Theory]
    [ClassData(typeof(EveryVariant))]
    public async Task A_header_that_comes_byte_by_byte_is_the_same(string variant)
    {
        var server = await StartProfileAsync(Services(variant), services: 2, variant);
        using var client = await ConnectAsync(server.Listening["stream"]);
        foreach (var one in Binary[..^1])
        {
            await client.SendAsync(new[] { one });
            await Task.Yield();
        }

        await client.SendAsync((byte[])[Binary[^1], .. "who\n"u8]);
        Assert.Equal($"peer={Peer} local=192.0.2.1:443 proxy={client.Address} tlvs={Tlvs}", await client.ReadLineAsync());
    }

    [Fact]
    public async Task A_header_may_be_cut_anywhere()
    {
        var server = await StartProfileAsync(Services("event"), services: 2);
        foreach (var header in new[] { LineBytes, Binary })
        {
            var clients = await Task.WhenAll(Enumerable.Range(1, header.Length - 1).Select(async cut =>
            {
                var client = await ConnectAsync(server.Listening["stream"]);
                await client.SendAsync(header.AsMemory(0, cut));
                return client;
            }));
            // Each first part has come by then; a client that does not come from a proxy is answered after those before it.
            await IsResetAsync(await ConnectAsync(server.Listening["stream"], from: IPAddress.Parse("127.0.0.2")));
            Assert.DoesNotContain(server.Opened, record => clients.Any(client => record.Find("proxy") == client.Address));
            await Task.WhenAll(clients.Select(async (client, i) =>
            {
                await client.SendAsync((byte[])[.. header[(i + 1)..], .. Encoding.ASCII.GetBytes($"{i}\n")]);
                Assert.Equal($"{i}", await client.ReadLineAsync());
            }));
        }

        // The log is written behind the answers.
        await Eventually.HoldsAsync("all are opened", Deadlines.Step, () => server.Opened.Count == LineBytes.Length + Binary.Length - 2, server.ToString);
        Assert.All(server.Opened, record => Assert.Equal(Peer, record.Peer));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 56324 99999\r\n")]
    [InlineData("PROXY TCP4 203.0.113.7 192.0.2.1 56324 443\nhello\r\n")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\u0011\u0011\0\f............")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\u0021\u0011\u00ff\u00ff")]
    public async Task Junk_instead_of_a_header_ends_that_client_alone(string junk)
    {
        var server = await StartProfileAsync(Services("event"), services: 2);
        using var well = await ConnectAsync(server.Listening["stream"]);
        await well.SendAsync(Line + "x\n");
        Assert.Equal("x", await well.ReadLineAsync());
        var client = await ConnectAsync(server.Listening["stream"]);
        await client.SendAsync(Encoding.Latin1.GetBytes(junk));
        await IsResetAsync(client);
        Assert.Equal("proxy-header", (await server.RefusalRecordAsync(client)).Reason);
        Assert.Equal("y", await well.AskAsync("y"));
    }

    [Fact]
    public async Task A_header_that_is_late_or_never_comes_is_refused()
    {
        var server = await StartProfileAsync(Services("event", "1s"), services: 2);
        var silent = await ConnectAsync(server.Listening["stream"]);
        var slow = await ConnectAsync(server.Listening["stream"]);
        await slow.SendAsync(Line[..^1]);
        var gone = await ConnectAsync(server.Listening["stream"]);
        gone.EndSending();
        foreach (var client in new[] { gone, silent, slow })
        {
            await IsResetAsync(client);
            Assert.Equal("proxy-header", (await server.RefusalRecordAsync(client)).Reason);
        }
    }

    [Theory]
    [InlineData(Line)]
    [InlineData("")]
    public async Task Whoever_is_no_proxy_is_refused_at_once_whether_it_sends_a_header_or_not(string sent)
    {
        var server = await StartProfileAsync(Services("event"), services: 2);
        var client = await ConnectAsync(server.Listening["stream"], from: IPAddress.Parse("127.0.0.2"));
        try
        {
            await client.SendAsync(sent);
        }
        catch (System.Net.Sockets.SocketException)
        {
            // It has been reset already.
        }

        await IsResetAsync(client);
        await Eventually.HoldsAsync("it is denied", Deadlines.Step, () => server.Refused is [{ Reason: "denied" }], server.ToString);
    }

    [Fact]
    public async Task A_proxy_that_speaks_for_itself_or_of_somebody_unknown_is_the_peer()
    {
        var server = await StartProfileAsync(Services("event"), services: 2);
        foreach (var header in new[] { Encoding.ASCII.GetBytes("PROXY UNKNOWN\r\n"), [.. Signature, 0x20, 0x00, 0, 0], [.. Signature, 0x21, 0x00, 0, 0] })
        {
            using var client = await ConnectAsync(server.Listening["stream"]);
            await client.SendAsync((byte[])[.. header, .. "who\n"u8]);
            Assert.StartsWith($"peer={client.Address} local=127.0.0.1:{client.Port} proxy=none", await client.ReadLineAsync(), StringComparison.Ordinal);
            client.Dispose();
            Assert.Null((await server.ClosingRecordAsync(client)).Find("proxy"));
        }
    }

    [Fact]
    public async Task The_header_does_not_count_as_the_first_byte_of_the_client()
    {
        var server = await StartProfileAsync(Services("event", limits: "first-byte-timeout = 1s"), services: 2);
        using var client = await ConnectAsync(server.Listening["stream"]);
        await client.SendAsync(Line);
        await IsResetAsync(client);
        var record = await IsRecordedAsync(server, client);
        Assert.Equal(("first-byte-timeout", 0), (record.Reason, record.Number("in")));
    }

    private static string Services(string variant, string timeout = "60s", string limits = "") =>
        $$"""
        actor-server.service-defaults {
          isolation = {{Variant.Isolation(variant)}}
          listen.port = 0
          proxy-protocol { mode = any, from = ["127.0.0.1", "::1"], timeout = {{timeout}} }
          limits { max-waiting = 200, {{limits}} }
        }
        actor-server.services {
          actor.handler.type = echo
          stream.handler { type = "{{BuiltOutput.PluginType("ProxiedHandler")}}", path = "{{BuiltOutput.Plugin}}" }
        }
        """;

    private static async Task SendWithHeaderAsync(Client client, byte[] header, byte[] payload)
    {
        await client.SendAsync((byte[])[.. header, .. payload]);
        client.EndSending();
    }

    private static async Task<LogRecord> IsRecordedAsync(ServerProcess server, Client client)
    {
        client.EndSending();
        var record = await Eventually.FindsAsync(
            $"the client of {client.Address} has a closing record", Deadlines.Step,
            () => server.Closed.SingleOrDefault(record => record.Find("proxy") == client.Address), server.ToString);
        Assert.Equal(Peer, record.Peer);
        Assert.Equal(["id", "service", "peer", "proxy", "reason"], record.Keys.Take(5));
        Assert.Equal(["id", "service", "peer", "proxy", "isolation"], server.Opened.Single(opened => opened.Id == record.Id).Keys);
        return record;
    }

    private static async Task IsResetAsync(Client client) => Assert.Equal(ConnectionEnd.Reset, await client.EndAsync());
}
