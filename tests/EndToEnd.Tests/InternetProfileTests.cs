using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>The profile for a server that faces strangers. It is no model of its own, so that <see cref="EveryProfile"/> does not have it.</summary>
public sealed class InternetProfileTests(ITestOutputHelper output) : ServerTest(output)
{
    private const string Profile = "internet";
    private const string Stranger = "127.0.0.2";

    [Fact]
    public async Task Check_finds_nothing_wrong_and_every_limit_and_time_limit_set()
    {
        var run = await ServerRun.ToEndAsync(Deadlines.Start, ["check", "--profile", Profile]);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal("ok", run.Output[^1]);
        // Of the service itself; the defaults of all services are printed before it.
        var service = run.Output.SkipWhile(line => line != "  services {").TakeWhile(line => line != "  }").ToArray();
        Assert.NotEmpty(service);
        Assert.DoesNotContain(service, line => line.EndsWith(" = 0s", StringComparison.Ordinal) || line.EndsWith(" = 0", StringComparison.Ordinal));
        Assert.Contains(service, line => line.Contains("ends-in = server", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_serves_each_client_in_a_process_without_certificates()
    {
        var server = await StartAsync(Profile, "chaos");

        var first = await WhoAmI.AskAsync(await ConnectAsync(server));
        var second = await WhoAmI.AskAsync(await ConnectAsync(server));

        Assert.NotEqual(server.Pid, first.Pid);
        Assert.NotEqual(first.Pid, second.Pid);
    }

    [Fact]
    public async Task Who_breaks_a_worker_is_kept_out_and_others_are_served()
    {
        var server = await StartAsync(Profile, "chaos");
        var stranger = await ConnectAsync(server, Stranger);
        await stranger.SendAsync("failfast\n");
        Assert.Equal(ConnectionEnd.Reset, await stranger.EndAsync());
        Assert.Equal("worker-died", (await server.ClosingRecordAsync(stranger)).Reason);

        Assert.Equal(ConnectionEnd.Reset, await (await ConnectAsync(server, Stranger)).EndAsync());
        await server.LoggedAsync("reason=penalised");
        Assert.Equal("x", await (await ConnectAsync(server)).AskAsync("echo x"));
    }

    [Fact]
    public async Task A_source_has_eight_clients_and_others_their_own()
    {
        var server = await StartAsync(Profile, "echo");
        for (var i = 0; i < 8; i++)
            await ConnectAsync(server, Stranger);

        Assert.Equal(ConnectionEnd.Reset, await (await ConnectAsync(server, Stranger)).EndAsync());
        await server.LoggedAsync("reason=source-full");
        Assert.Equal("x", await (await ConnectAsync(server)).AskAsync("x"));
    }

    [Fact]
    public async Task With_a_certificate_it_speaks_TLS()
    {
        var files = Keep(new TlsFiles());
        var server = await StartAsync(
            Profile, "stream-echo", $"services.default.tls.certificate={files["server.pem"]}", $"services.default.tls.key={files["server.key"]}");

        using var client = await TlsClient.ConnectAsync(server.Port, files.Authority.Pem);

        Assert.Equal("hello", await client.AskAsync("hello"));
        Assert.Equal("1.3", (await ClosedAsync(server, client))["tls"]);
    }

    private static async Task<LogRecord> ClosedAsync(ServerProcess server, TlsClient client)
    {
        client.Dispose();
        return await Eventually.FindsAsync("it has a record", Deadlines.Step, () => server.Closed.SingleOrDefault(record => record.Peer == client.Address));
    }
}
