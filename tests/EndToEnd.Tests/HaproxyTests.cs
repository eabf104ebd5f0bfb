using System.Net;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>What a real proxy sends (Debian package haproxy).</summary>
public sealed class HaproxyTests(ITestOutputHelper output) : ServerTest(output)
{
    private const string Proxied = "proxy-protocol { mode = any, from = [127.0.0.1], timeout = 60s }";

    [FactWithProgram("haproxy", "-v")]
    public Task A_client_behind_it_is_named_by_a_line() => IsNamedAsync("send-proxy", "");

    [FactWithProgram("haproxy", "-v")]
    public Task A_client_behind_it_is_named_by_a_binary_header() => IsNamedAsync("send-proxy-v2", "");

    [FactWithProgram("haproxy", "-v")]
    public Task Its_checksum_is_right() => IsNamedAsync("send-proxy-v2 proxy-v2-options crc32c", "03:");

    [FactWithProgram("haproxy", "-v")]
    public async Task Its_health_checks_are_its_own_and_have_no_limits()
    {
        var server = await StartAsync("limits.per-source.max-connections = 1, access.allow = [127.0.0.2]");
        using var proxy = await Haproxy.StartAsync($"127.0.0.1:{server.Port} send-proxy-v2 check-send-proxy check inter 50ms");
        await Eventually.HoldsAsync("it checks", Deadlines.Step, () => server.Opened.Count(record => record.Find("proxy") is null) >= 5, server.ToString);
        using var client = await ConnectAsync(proxy.Port, from: IPAddress.Parse("127.0.0.2"));
        Assert.Equal("x", await client.AskAsync("x"));
        Assert.All(server.Refused, record => Assert.Equal("peer-gone", record.Reason));
    }

    [FactWithProgram("haproxy", "-v")]
    public async Task Limits_are_those_of_the_clients_behind_it()
    {
        var server = await StartAsync("limits.per-source.max-connections = 2");
        using var proxy = await Haproxy.StartAsync($"127.0.0.1:{server.Port} send-proxy-v2");
        for (var i = 0; i < 2; i++)
            Assert.Equal("x", await (await ConnectAsync(proxy.Port)).AskAsync("x"));
        var third = await ConnectAsync(proxy.Port);
        // What a reset of the server is to its client is up to the proxy.
        _ = await third.EndAsync();
        await Eventually.HoldsAsync(
            "it is refused", Deadlines.Step, () => server.Refused is [{ Reason: "source-full" } record] && record.Peer == third.Address, server.ToString);
        Assert.Equal("x", await (await ConnectAsync(proxy.Port, from: IPAddress.Parse("127.0.0.2"))).AskAsync("x"));
    }

    private async Task IsNamedAsync(string how, string tlvs)
    {
        var server = await StartAsync("");
        using var proxy = await Haproxy.StartAsync($"127.0.0.1:{server.Port} {how}");
        using var client = await ConnectAsync(proxy.Port, from: IPAddress.Parse("127.0.0.2"));
        var answer = await client.AskAsync("who");
        Assert.Matches($"^peer={client.Address} local=127.0.0.1:{proxy.Port} proxy=127.0.0.1:[0-9]+ tlvs={tlvs}", answer);
        client.EndSending();
        Assert.Empty(await client.ReadToEndAsync());
        var record = await Eventually.FindsAsync("it has a closing record", Deadlines.Step, () => server.Closed.SingleOrDefault(record => record.Peer == client.Address), server.ToString);
        Assert.Equal("peer-closed", record.Reason);
        Assert.Contains($"proxy={record["proxy"]} ", answer, StringComparison.Ordinal);
        Assert.Equal(4, record.Number("in"));
    }

    private Task<ServerProcess> StartAsync(string keys) => StartProfileAsync(
        $$"""
        actor-server.services.default {
          isolation = event
          listen.port = 0
          {{Proxied}}
          {{keys}}
          handler { type = "{{BuiltOutput.PluginType("ProxiedHandler")}}", path = "{{BuiltOutput.Plugin}}" }
        }
        """,
        services: 1);
}
