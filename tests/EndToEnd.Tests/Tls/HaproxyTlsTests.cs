using System.Net.Sockets;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests.Tls;

/// <summary>TLS and the PROXY protocol together, with a real proxy (Debian package haproxy): TLS behind it, and in it.</summary>
public sealed class HaproxyTlsTests(ITestOutputHelper output) : ServerTest(output)
{
    [SkippableTheory("haproxy")]
    [InlineData("event", "send-proxy")]
    [InlineData("event", "send-proxy-v2")]
    [InlineData("thread", "send-proxy-v2")]
    [InlineData("process", "send-proxy")]
    [InlineData("process", "send-proxy-v2")]
    [InlineData("process+server", "send-proxy-v2")]
    public async Task Behind_it_the_header_comes_first_and_then_the_clients_own_handshake(string model, string how)
    {
        var files = Keep(new TlsFiles());
        var server = await StartAsync(model, files.Block(model));
        using var proxy = await Haproxy.StartAsync($"127.0.0.1:{server.Port} {how}");
        using var client = await TlsClient.ConnectAsync(proxy.Port, files.Authority.Pem);
        Assert.Equal(files.Server.Serial, client.Serial);
        Assert.StartsWith($"peer={client.Address} local=127.0.0.1:{proxy.Port} proxy=127.0.0.1:", await client.AskAsync("who"), StringComparison.Ordinal);
        await client.EndSendingAsync();
        Assert.Equal("", await client.ReadToEndAsync());
        var record = await ClosingRecordAsync(server, client.Address);
        Assert.Equal(("peer-closed", "1.3"), (record.Reason, record["tls"]));
    }

    [SkippableTheory("haproxy")]
    [InlineData("event")]
    [InlineData("process")]
    public async Task In_it_the_handler_has_plaintext_and_is_told_what_the_client_agreed_on(string model)
    {
        var files = Keep(new TlsFiles());
        var server = await StartAsync(model, "");
        var both = files["both.pem"];
        await File.WriteAllTextAsync(both, await File.ReadAllTextAsync(files["server.pem"]) + await File.ReadAllTextAsync(files["server.key"]));
        using var proxy = await Haproxy.StartAsync($"127.0.0.1:{server.Port} send-proxy-v2-ssl", $"ssl crt {both}");
        using var client = await TlsClient.ConnectAsync(proxy.Port, files.Authority.Pem);
        var answer = await client.AskAsync("who");
        Assert.StartsWith($"peer={client.Address} ", answer, StringComparison.Ordinal);
        // PP2_TYPE_SSL: the client has come by TLS (bit 0), its version and the rest are inside.
        Assert.Matches("[=,]20:01", answer);
        await client.EndSendingAsync();
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal("peer-closed", (await ClosingRecordAsync(server, client.Address)).Reason);
    }

    [Theory]
    [InlineData("event")]
    [InlineData("process")]
    [InlineData("process+server")]
    public async Task A_source_whose_handshakes_fail_is_kept_out_and_let_in_again(string model)
    {
        var files = Keep(new TlsFiles());
        var server = await StartProfileAsync(
            $$"""
            actor-server.services.default {
              listen.port = 0, isolation = {{Variant.Isolation(model)}}, handler.type = stream-echo, {{files.Block(model)}}
              limits.penalties { handshake-failed = 60s, threshold = 5s, longest = 10s }
            }
            """,
            services: 1);
        var plain = await ConnectAsync(server);
        await plain.SendAsync("GET / HTTP/1.0\r\n\r\n");
        _ = await plain.EndAsync();
        Assert.Equal("handshake-failed", (await server.ClosingRecordAsync(plain)).Reason);

        await Eventually.HoldsAsync("it is kept out", Deadlines.Step, async () =>
        {
            var again = await ConnectAsync(server);
            return await again.EndAsync() == ConnectionEnd.Reset && server.Refused.Any(record => record.Reason == "penalised");
        }, server.ToString);
        await Eventually.HoldsAsync("it is let in again", Deadlines.Step, () => IsServedAsync(server, files), server.ToString);
    }

    private static async Task<bool> IsServedAsync(ServerProcess server, TlsFiles files)
    {
        try
        {
            using var client = await TlsClient.ConnectAsync(server.Port, files.Authority.Pem);
            return await client.AskAsync("x") == "x";
        }
        catch (Exception refused) when (refused is IOException or SocketException)
        {
            return false;
        }
    }

    private static Task<LogRecord> ClosingRecordAsync(ServerProcess server, string peer) =>
        Eventually.FindsAsync("it has a closing record", Deadlines.Step, () => server.Closed.SingleOrDefault(record => record.Peer == peer), server.ToString);

    private Task<ServerProcess> StartAsync(string model, string tls) => StartProfileAsync(
        $$"""
        actor-server.services.default {
          isolation = {{Variant.Isolation(model)}}
          listen.port = 0
          proxy-protocol { mode = any, from = [127.0.0.1], timeout = 60s }
          {{tls}}
          handler { type = "{{BuiltOutput.PluginType("ProxiedHandler")}}", path = "{{BuiltOutput.Plugin}}" }
        }
        """,
        services: 1);
}
