using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests.Tls;

/// <summary>Certificates that are replaced while the server serves.</summary>
public sealed class CertificateChangeTests(ITestOutputHelper output) : ServerTest(output)
{
    public static TheoryData<string> Models => ["event", "thread", "process", "process+server"];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_certificate_is_replaced_under_load_and_no_connection_fails(string model)
    {
        var files = Keep(new TlsFiles());
        var server = await StartAsync(files, model);
        using var live = await ConnectAsync(server, files);
        Assert.Equal("before", await live.AskAsync("before"));
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 3).Select(_ => Task.Run(() => AskAgainAndAgainAsync(server, files, stop.Token))).ToArray();

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var next = files.Replace();
            await Eventually.HoldsAsync("clients have the new one", Deadlines.Step, async () =>
            {
                using var client = await ConnectAsync(server, files);
                await client.EndSendingAsync();
                Assert.Equal("", await client.ReadToEndAsync());
                return client.Serial == next.Serial;
            }, server.ToString);
        }

        Assert.Equal("after", await live.AskAsync("after"));
        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(load), served => Assert.True(served > 0));
        Assert.All(server.Closed, record => Assert.Equal("peer-closed", record.Reason));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_file_that_is_no_good_changes_nothing_and_is_logged_once(string model)
    {
        var files = Keep(new TlsFiles());
        var server = await StartAsync(files, model);
        await File.WriteAllTextAsync(files["server.pem"], "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Assert.Contains("the certificates stay as they were", await server.LoggedAsync("tls: service=default"), StringComparison.Ordinal);
        using var client = await ConnectAsync(server, files);
        Assert.Equal((files.Server.Serial, "hello"), (client.Serial, await client.AskAsync("hello")));
        var next = files.Replace();
        await server.LoggedAsync("new certificates for new clients");
        using var later = await ConnectAsync(server, files);
        Assert.Equal(next.Serial, later.Serial);
        Assert.Single(server.Errors.All, line => line.Contains("stay as they were", StringComparison.Ordinal));
    }

    private static Task<TlsClient> ConnectAsync(ServerProcess server, TlsFiles files) => TlsClient.ConnectAsync(server.Port, files.Authority.Pem);

    private static async Task<int> AskAgainAndAgainAsync(ServerProcess server, TlsFiles files, CancellationToken stop)
    {
        var served = 0;
        for (; !stop.IsCancellationRequested; served++)
        {
            using var client = await ConnectAsync(server, files);
            Assert.Equal("hello", await client.AskAsync("hello"));
            await client.EndSendingAsync();
            Assert.Equal("", await client.ReadToEndAsync());
        }

        return served;
    }

    private Task<ServerProcess> StartAsync(TlsFiles files, string model) => StartProfileAsync(
        $$"""
        actor-server.services.default { listen.port = 0, isolation = {{Variant.Isolation(model)}}, handler.type = stream-echo, {{files.Block(model)}} }
        actor-server.backends.process { clients-per-worker = 0, max-workers = 6 }
        """, services: 1);
}
