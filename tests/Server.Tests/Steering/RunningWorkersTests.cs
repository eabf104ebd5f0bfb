using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using ActorServer.Monitoring;
using ActorServer.Server.Tests.Workers;
using ActorServer.Tests.Shared;

namespace ActorServer.Server.Tests.Steering;

/// <summary>A whole server with workers, seen and steered.</summary>
[Collection(AloneWithChildren.Name)]
public sealed class RunningWorkersTests
{
    private const string Profile = """
        actor-server.services.worked { isolation = process, handler = chaos, listen { port = 0, acceptor = socket } }
        actor-server.backends.process { spare-workers = 1, max-workers = 3, start-timeout = 60s }
        actor-server.shutdown.drain-timeout = 1s
        """;

    [Fact]
    public async Task A_clients_row_names_its_worker_and_to_kill_that_resets_the_client()
    {
        var stopped = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ServerTracing.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await RunningServer.StartAsync(Profile);
        using var metrics = new HeardMetrics("worked");
        using var client = await server.ConnectAsync("worked");
        await client.SendAsync("echo hello\n"u8.ToArray());
        Assert.Equal(6, client.Receive(new byte[6]));

        var status = await server.Server.ReadStatusAsync(connections: true, workers: true, default);
        var row = Assert.Single(status.Connections!);
        var worker = Assert.Single(status.Workers!, one => one.Number == row.Worker);
        Assert.Equal((row.Pid, "busy", 1, 1L), (worker.Pid, worker.State, worker.Clients, worker.ServedTotal));
        // A native one may not have used a tick of the kernel's clock yet.
        Assert.True(worker is { CpuSeconds: >= 0, MemoryBytes: > 0 });
        Assert.Equal((1, 3), (status.Services[0].Workers!.Busy, status.Services[0].Workers!.Max));

        Assert.Equal(new ControlOutcome.Done(), await server.Control.KillWorkerAsync("worked", worker.Number, RunningServer.Somebody));

        Assert.Throws<SocketException>(() => client.Receive(new byte[1]));
        Assert.True(SpinWait.SpinUntil(() => server.Log.Of("closed").Count == 1, SocketPair.Patience));
        Assert.Contains($" reason=worker-died duration-ms=", server.Log.Of("closed")[0], StringComparison.Ordinal);
        Assert.Contains($" worker={worker.Number} pid={worker.Pid} exit=signal:9 ", server.Log.Of("closed")[0], StringComparison.Ordinal);
        Assert.Contains($"control: action=kill service=worked worker={worker.Number} by=socket from=pid=1", server.Log.Lines);
        Assert.True(SpinWait.SpinUntil(() => metrics.Sum(ServerMeter.WorkerExits) == 1, SocketPair.Patience));
        Assert.True(SpinWait.SpinUntil(() => stopped.Any(one => one.OperationName == ServerTracing.Connection), SocketPair.Patience));
        var (connection, handOff) = (stopped.Single(one => one.OperationName == ServerTracing.Connection), stopped.Single(one => one.OperationName == ServerTracing.HandOff));
        Assert.Equal((connection.SpanId, connection.TraceId), (handOff.ParentSpanId, handOff.TraceId));
        Assert.Equal((worker.Number, ActivityStatusCode.Error), (handOff.GetTagItem("worker"), connection.Status));
        Assert.InRange(metrics.Count(ServerMeter.WorkerStartDuration), 0, 3);
    }
}
