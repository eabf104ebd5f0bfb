using System.Security.Authentication;
using ActorServer.EndToEnd.Tests.Harness;
using ActorServer.Tests.Shared;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests.Tls;

/// <summary>TLS is the same in every model, wherever it ends, and for handlers of both kinds.</summary>
public sealed class TlsTests(ITestOutputHelper output, TlsServers servers) : ServerTest(output), IClassFixture<TlsServers>
{
    private static readonly int Mebibytes = TestSize.Of(4, 100);

    [SkippableTheory("python3")]
    [MemberData(nameof(TlsServers.ModelsAndKinds), MemberType = typeof(TlsServers))]
    public async Task Bytes_come_back_identical_and_both_sides_say_close_notify_in_either_version(string model, string handler)
    {
        var server = await servers.OfAsync(model);
        foreach (var version in new[] { "1.2", "1.3" })
        {
            var run = await ProgramRun.OfAsync("python3", [Script, $"{server.Listening[handler]}", servers.Files["ca.pem"], version, $"{Mebibytes}"]);
            Assert.True(run.ExitCode == 0, $"{run.Errors}{server}");
            Assert.Matches($"^{version} \\S+ identical closed$", run.Output.Trim());
            await Eventually.HoldsAsync("its record says so", Deadlines.Step, () => server.Closed.Any(record =>
                record.Service == handler && record.Reason == "peer-closed" && record.Find("tls") == version && record["sni"] == "localhost" && record.Find("truncated") is null));
        }
    }

    [Theory]
    [MemberData(nameof(TlsServers.Models), MemberType = typeof(TlsServers))]
    public async Task A_handler_that_closes_first_says_close_notify_and_then_end_of_file(string model)
    {
        var server = await servers.OfAsync(model);
        using var client = await ConnectTlsAsync(server, "daytime");
        Assert.Matches(@"\d\d:\d\d:\d\d", await client.ReadToEndAsync());
        Assert.Equal(ConnectionEnd.Finished, await client.EndAsync());
        client.CutSending();
        Assert.Equal("handler-closed", (await RecordAsync(server, client)).Reason);
    }

    [Theory]
    [MemberData(nameof(TlsServers.ModelsAndKinds), MemberType = typeof(TlsServers))]
    public async Task A_client_that_half_closes_gets_its_answer_and_one_without_close_notify_is_told_apart(string model, string handler)
    {
        var server = await servers.OfAsync(model);
        using var client = await ConnectTlsAsync(server, handler);
        await client.SendAsync("last");
        await client.EndSendingAsync();
        Assert.Equal("last", await client.ReadToEndAsync());
        var record = await RecordAsync(server, client);
        Assert.Equal(("peer-closed", null), (record.Reason, record.Find("truncated")));

        using var cut = await ConnectTlsAsync(server, handler);
        Assert.Equal("one", await cut.AskAsync("one"));
        cut.CutSending();
        Assert.Equal("", await cut.ReadToEndAsync());
        record = await RecordAsync(server, cut);
        Assert.Equal(("peer-closed", "yes"), (record.Reason, record.Find("truncated")));
    }

    [Theory]
    [MemberData(nameof(TlsServers.ModelsAndKinds), MemberType = typeof(TlsServers))]
    public async Task What_is_no_TLS_ends_that_client_alone(string model, string handler)
    {
        var server = await servers.OfAsync(model);
        foreach (var junk in new[] { "GET / HTTP/1.0\r\n\r\n", "\0\0\0\0\0\0\0\0\0\0", "SSH-2.0-x\r\n" })
        {
            var stranger = await ConnectAsync(server.Listening[handler]);
            await stranger.SendAsync(junk);
            Assert.Equal(ConnectionEnd.Finished, await stranger.EndAsync());
            stranger.EndSending();
            var record = await server.ClosingRecordAsync(stranger);
            Assert.Equal("handshake-failed", record.Reason);
            Assert.NotEmpty(record["error"]);
        }

        using var next = await ConnectTlsAsync(server, handler);
        Assert.Equal("still here", await next.AskAsync("still here"));
    }

    [Theory]
    [MemberData(nameof(TlsServers.Models), MemberType = typeof(TlsServers))]
    public async Task A_client_that_is_silent_is_reset_and_one_that_leaves_has_left(string model)
    {
        var server = await servers.OfAsync(model);
        var silent = await ConnectAsync(server.Listening["impatient"]);
        Assert.Equal(ConnectionEnd.Reset, await silent.EndAsync());
        Assert.Equal("handshake-timeout", (await server.ClosingRecordAsync(silent)).Reason);
        var gone = await ConnectAsync(server.Listening["echo"]);
        gone.EndSending();
        Assert.Equal("peer-closed", (await server.ClosingRecordAsync(gone)).Reason);
    }

    [Theory]
    [MemberData(nameof(TlsServers.Models), MemberType = typeof(TlsServers))]
    public async Task Only_a_client_with_a_good_certificate_is_served_where_one_is_required(string model)
    {
        var server = await servers.OfAsync(model);
        var port = server.Listening["mutual"];
        using (var good = await TlsClient.ConnectAsync(port, servers.Files.Authority.Pem, certificate: servers.Files.CertificateOf("client")))
            Assert.Equal("hello", await good.AskAsync("hello"));
        foreach (var (who, why) in new[] { (null, "the client has shown no certificate"), ("expired", "NotTimeValid"), ("stranger", "the client's certificate is not accepted") })
        {
            // Under TLS 1.3 a client believes that all is well until it reads.
            using var refused = await TlsClient.ConnectAsync(port, servers.Files.Authority.Pem, version: SslProtocols.Tls13, certificate: who is null ? null : servers.Files.CertificateOf(who));
            Assert.Equal(ConnectionEnd.Finished, await refused.EndAsync());
            refused.CutSending();
            var record = await RecordAsync(server, refused);
            Assert.Equal("handshake-failed", record.Reason);
            Assert.Contains(why, record["error"], StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(TlsServers.Models), MemberType = typeof(TlsServers))]
    public async Task The_name_that_a_client_asks_for_chooses_the_certificate_and_is_recorded(string model)
    {
        var server = await servers.OfAsync(model);
        foreach (var (name, pair) in new[] { ("a.example", servers.Files.Other), ("x.b.example", servers.Files.Other), ("b.example", servers.Files.Server) })
        {
            using var client = await TlsClient.ConnectAsync(server.Listening["echo"], servers.Files.Authority.Pem, name, alpn: "actor-test");
            Assert.Equal((pair.Serial, "actor-test"), (client.Serial, client.Protocol));
            await client.EndSendingAsync();
            Assert.Equal(name, (await RecordAsync(server, client))["sni"]);
        }
    }

    [SkippableTheory("openssl")]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task OpenSSL_speaks_with_it_and_has_its_certificate(string model)
    {
        var server = await servers.OfAsync(model);
        foreach (var version in new[] { "-tls1_2", "-tls1_3" })
        {
            var run = await ProgramRun.OfAsync(
                "openssl", ["s_client", "-connect", $"127.0.0.1:{server.Listening["echo"]}", "-servername", "localhost", "-CAfile", servers.Files["ca.pem"], "-verify_return_error", version],
                "good morning\n", until: "good morning");
            Assert.Contains("good morning", run.Output, StringComparison.Ordinal);
        }

        var old = await ProgramRun.OfAsync("openssl", ["s_client", "-connect", $"127.0.0.1:{server.Listening["echo"]}", "-tls1_1", "-cipher", "ALL@SECLEVEL=0"]);
        Assert.Contains("alert protocol version", old.Errors, StringComparison.Ordinal);
    }

    [SkippableTheory("curl")]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task So_does_curl(string model)
    {
        var server = await servers.OfAsync(model);
        var run = await ProgramRun.OfAsync("curl", ["-sS", "--http0.9", "--no-alpn", "--cacert", servers.Files["ca.pem"], $"https://localhost:{server.Listening["daytime"]}/", "--resolve", $"localhost:{server.Listening["daytime"]}:127.0.0.1"]);
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Matches(@"\d\d:\d\d:\d\d", run.Output);
    }

    private static string Script => Path.Combine(AppContext.BaseDirectory, "Tls", "client.py");

    private Task<TlsClient> ConnectTlsAsync(ServerProcess server, string service) => TlsClient.ConnectAsync(server.Listening[service], servers.Files.Authority.Pem);

    private static Task<LogRecord> RecordAsync(ServerProcess server, TlsClient client) => Eventually.FindsAsync(
        $"{client.Address} has a closing record", Deadlines.Step, () => server.Closed.LastOrDefault(record => server.IsOf(client, record)), server.ToString);
}
