using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>Handlers that have been taken over, in workers: what they can do to the server, and what they can reach.</summary>
public sealed class HostileWorkerTests(ITestOutputHelper output) : ServerTest(output)
{
    private const int GrowthMebibytes = 100;

    [Theory]
    [InlineData("garbage")]
    [InlineData("watches")]
    public async Task A_worker_that_goes_on_sending_what_is_refused_is_killed_and_a_record_says_so(string deed)
    {
        var server = await StartAsync();
        var other = await ConnectAsync(server);
        Assert.Equal("before", await other.AskAsync("before"));
        var before = ProcessTable.ResidentMebibytes(server.Pid);
        var hostile = await ConnectAsync(server);
        await hostile.SendAsync($"{deed}\n");

        var record = await server.ClosingRecordAsync(hostile);
        Assert.Equal(("worker-died", "signal:9"), (record.Reason, record["exit"]));
        Assert.Contains($"worker={record["worker"]} pid={record["pid"]} killed: it went on sending what is refused: 100 messages within 10 s", await server.LoggedAsync("killed: "), StringComparison.Ordinal);
        await server.LoggedAsync($"worker={record["worker"]} pid={record["pid"]} sent what is refused: messages=");
        await server.LoggedAsync($"worker={record["worker"]} pid={record["pid"]} dropped=");
        Assert.InRange(ProcessTable.ResidentMebibytes(server.Pid), 0, before + GrowthMebibytes);
        Assert.Equal("after", await other.AskAsync("after"));
        Assert.Equal("another", await (await ConnectAsync(server)).AskAsync("another"));
    }

    [Fact]
    public async Task A_worker_that_says_again_and_again_that_it_has_failed_is_killed_and_one_line_says_so()
    {
        var server = await StartAsync();
        var hostile = await ConnectAsync(server);
        await hostile.SendAsync("failures\n");

        var record = await server.ClosingRecordAsync(hostile);
        Assert.Equal(("worker-died", "signal:9"), (record.Reason, record["exit"]));
        var killed = await server.LoggedAsync("killed: ");
        Assert.Contains($"worker={record["worker"]} pid={record["pid"]} killed: it cannot make handlers: \"InvalidOperationException: \\u001b[2J\\nclosed: forged xxx", killed, StringComparison.Ordinal);
        Assert.InRange(killed.Length, 512, 800);
        Assert.Equal("another", await (await ConnectAsync(server)).AskAsync("another"));
        Assert.Single(server.Errors.All, line => line.Contains("killed: ", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Errors.All, line => line.Contains(" fail: ", StringComparison.Ordinal));
    }

    [FactWithProgram("unshare", "--net true")]
    public async Task Without_a_network_and_with_its_bytes_relayed_a_worker_reaches_no_service_of_the_machine()
    {
        using var service = Listen();
        var server = await StartAsync("backends.process.command-prefix = [unshare, --net]", "backends.process.byte-path = relay");

        var answer = await (await ConnectAsync(server)).AskAsync($"connect {PortOf(service)}");

        Assert.StartsWith("not connected: ", answer, StringComparison.Ordinal);
        Assert.False(service.Pending());
    }

    [FactWithProgram("unshare", "--net true")]
    public async Task Without_a_network_but_with_the_clients_socket_a_worker_reaches_one_which_check_and_start_warn_of()
    {
        using var service = Listen();
        var server = await StartAsync("backends.process.command-prefix = [unshare, --net]");
        await server.LoggedAsync("unshare --net");

        await (await ConnectAsync(server)).SendAsync($"connect {PortOf(service)}\n");

        using var reached = await service.AcceptSocketAsync().WaitAsync(Deadlines.Step);
        // What the handler then answers its client goes there as well.
        var said = new byte["hello\n".Length];
        await using var stream = new NetworkStream(reached);
        await stream.ReadExactlyAsync(said).AsTask().WaitAsync(Deadlines.Step);
        Assert.Equal("hello\n", Encoding.ASCII.GetString(said));
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private Task<ServerProcess> StartAsync(params string[] settings) => StartProfileAsync(
        string.Join('\n', settings.Select(setting => $"actor-server.{setting}").Prepend(ProfileFile.WithHandler("process", BuiltOutput.PluginType("HostileHandler"), BuiltOutput.Plugin))),
        services: 1);
}
