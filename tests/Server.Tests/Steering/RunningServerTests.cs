using System.Diagnostics;
using System.Text;
using ActorServer.Monitoring;
using ActorServer.Tests.Shared;

namespace ActorServer.Server.Tests.Steering;

/// <summary>A whole server, seen and steered.</summary>
public sealed class RunningServerTests
{
    private const string Profile = """
        actor-server.services.seen { isolation = event, handler = echo, listen { port = 0, acceptor = socket } }
        actor-server.services.other { isolation = thread, handler = echo, listen { port = 0, acceptor = socket } }
        actor-server.shutdown.drain-timeout = 1s
        """;

    [Fact]
    public async Task A_client_is_a_row_with_its_bytes_and_when_it_has_gone_a_recent_end()
    {
        await using var server = await RunningServer.StartAsync(Profile);
        using (var client = await server.ConnectAsync("seen"))
        {
            await client.SendAsync("hello\n"u8.ToArray());
            Assert.Equal(6, client.Receive(new byte[6]));
            var row = Assert.Single((await server.Server.ReadConnectionsAsync(new ConnectionQuery(Service: "seen"), default)).Rows);
            Assert.Equal((client.LocalEndPoint!.ToString(), "open", 6L, null), (row.Peer, row.State, row.In, row.Pid));
            Assert.InRange(row.IdleSeconds, 0, row.AgeSeconds + 1);
            Assert.Equal("b", (await server.Server.ReadLiveAsync(default)).Services[0].Scoreboard);
            client.Shutdown(System.Net.Sockets.SocketShutdown.Send);
            Assert.Equal(0, client.Receive(new byte[1]));
        }

        var end = await AwaitEndAsync(server.Server);
        Assert.Equal(("connection", "seen", "c-1", "peer-closed", 6L, 6L), (end.Kind, end.Service, end.Id, end.Reason, end.In, end.Out));
    }

    [Fact]
    public async Task A_live_snapshot_is_made_at_most_once_a_second_however_many_ask()
    {
        await using var server = await RunningServer.StartAsync(Profile);
        var first = await server.Server.ReadLiveAsync(default);
        var begun = Stopwatch.GetTimestamp();
        var others = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.Server.ReadLiveAsync(default)));
        if (Stopwatch.GetElapsedTime(begun) < TimeSpan.FromMilliseconds(500))
            Assert.All(others, other => Assert.Same(first, other));
        Assert.Equal(["seen", "other"], first.Services.Select(service => service.Status.Name));
        Assert.Equal(Environment.ProcessId, first.Server.Pid);
        Assert.Equal("serving", first.Server.State);
    }

    [Fact]
    public async Task One_service_drains_while_the_other_serves_and_the_server_stops_later_as_it_should()
    {
        await using var server = await RunningServer.StartAsync(Profile);
        using var client = await server.ConnectAsync("seen");
        Assert.IsType<ControlOutcome.Done>(await server.Control.DrainAsync("seen", RunningServer.Somebody));
        // Its time is up after a second.
        Assert.Throws<System.Net.Sockets.SocketException>(() => client.Receive(new byte[1]));
        using var other = await server.ConnectAsync("other");
        await other.SendAsync("x\n"u8.ToArray());
        Assert.Equal(2, other.Receive(new byte[2]));
        Assert.False(server.Stopping.IsCancellationRequested);
        Assert.Equal("draining: seen", server.Server.NotReady);
        Assert.Null(server.Server.NotHealthy);

        Assert.IsType<ControlOutcome.Done>(await server.Control.ShutdownAsync(RunningServer.Somebody));
        Assert.True(SpinWait.SpinUntil(() => server.Stopping.IsCancellationRequested, SocketPair.Patience));
        Assert.Equal("draining", server.Server.NotReady);
        Assert.Equal("draining", server.Server.NotHealthy);
    }

    [Fact]
    public async Task A_connection_is_an_activity_while_somebody_listens_and_none_stays_current()
    {
        var stopped = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            // Asked while the source is still being made, if nobody has needed it before.
            ShouldListenTo = source => source.Name == ServerTracing.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await RunningServer.StartAsync(Profile.Replace("seen", "traced", StringComparison.Ordinal));
        for (var number = 0; number < 2; number++)
        {
            using var client = await server.ConnectAsync("traced");
            client.Shutdown(System.Net.Sockets.SocketShutdown.Send);
            Assert.Equal(0, client.Receive(new byte[1]));
        }

        Activity[] Traced() => [.. stopped.Where(one => (string?)one.GetTagItem("service") == "traced")];
        Assert.True(SpinWait.SpinUntil(() => Traced().Length == 2, SocketPair.Patience));
        Assert.All(Traced(), one => Assert.Null(one.Parent));
        Assert.Equal(2, Traced().Select(one => one.TraceId).Distinct().Count());
        Assert.All(Traced(), one => Assert.Equal("peer-closed", one.GetTagItem("reason")));
    }

    [Fact]
    public async Task What_status_json_is_made_of_is_written_with_the_names_that_are_fixed()
    {
        await using var server = await RunningServer.StartAsync(Profile);
        var status = await server.Server.ReadStatusAsync(connections: true, workers: true, default);
        var json = Encoding.UTF8.GetString(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(status, StatusJson.Default.ServerStatus));
        Assert.Contains("\"acceptedTotal\":0,\"closedTotal\":{},\"refusedTotal\":{},\"bytesIn\":0,\"bytesOut\":0", json, StringComparison.Ordinal);
    }

    private static async Task<RecentEnd> AwaitEndAsync(IMonitoredServer server)
    {
        var since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < SocketPair.Patience)
        {
            if ((await server.ReadLiveAsync(default)).RecentEnds is [var end, ..])
                return end;
            await Task.Delay(100);
        }

        throw new TimeoutException("no end was seen");
    }
}
