using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using ActorServer.Monitoring;
using ActorServer.Tests.Shared;

namespace ActorServer.Server.Tests.Steering;

/// <summary>
/// A whole server with clients of all kinds: what it says of itself adds up at every moment, and agrees in the end with its records and
/// its metrics to the last client and byte. <c>ACTOR_SERVER_TESTS=long</c> has 20,000 clients instead of 300.
/// </summary>
public sealed partial class MixedLoadTests
{
    private const string Profile = """
        actor-server.services.mixed {
          isolation = thread, handler = chaos, listen { port = 0, acceptor = socket }
          limits { max-connections = 10, max-waiting = 5, queue-timeout = 200ms, idle-timeout = 1s }
        }
        actor-server.shutdown.drain-timeout = 1s
        """;

    private const string Service = "mixed";

    [Fact]
    public async Task Status_metrics_and_records_agree_to_the_last_client_and_byte()
    {
        await using var server = await RunningServer.StartAsync(Profile);
        using var metrics = new HeardMetrics();
        using var ended = new CancellationTokenSource();
        var asking = AskAsync(server.Server, ended.Token);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, TestSize.Of(300, 20_000)), new ParallelOptions { MaxDegreeOfParallelism = 25 }, async (number, _) => await TalkAsync(server, number));
        await ended.CancelAsync();
        Assert.True(await asking > 0);

        var status = await AwaitEmptyAsync(server);
        await AwaitAsync(() => server.Log.Of("refused").Sum(RefusedBy) == status.RefusedTotal.Values.Sum());
        var closed = server.Log.Of("closed").Select(line => ClosedLine().Match(line)).ToArray();
        Assert.Equal(closed.CountBy(line => line.Groups["reason"].Value).OrderBy(one => one.Key).Select(one => (one.Key, (long)one.Value)), status.ClosedTotal.Select(one => (one.Key, one.Value)));
        Assert.Equal((Sum(closed, "in"), Sum(closed, "out")), (status.BytesIn, status.BytesOut));
        Assert.Equal(status.AcceptedTotal, closed.Length + status.RefusedTotal.Values.Sum());
        Assert.Equal(closed.Length, server.Log.Of("opened").Count);
        Assert.Equal(status.RefusedTotal.Values.Sum(), metrics.Sum(ServerMeter.RejectedConnections));
        Assert.Equal(closed.Length, metrics.Count(ServerMeter.ConnectionDuration));
        Assert.Equal(status.BytesIn + status.BytesOut, metrics.Sum(ServerMeter.NetworkIo));
        Assert.Equal(0, metrics.Read(ServerMeter.ActiveConnections));
    }

    private static async Task TalkAsync(RunningServer server, int number)
    {
        try
        {
            using var client = await server.ConnectAsync(Service);
            await client.SendAsync("echo hello\n"u8.ToArray());
            switch (number % 6)
            {
                case 0:
                    SocketPair.Abort(client);
                    return;
                case 1:
                    await client.SendAsync("throw\n"u8.ToArray());
                    break;
                case 2:
                    await client.SendAsync("flood 1MiB\n"u8.ToArray());
                    client.Shutdown(SocketShutdown.Send);
                    break;
                case 3 when number % 30 == 3:
                    // Until idle-timeout.
                    break;
                default:
                    client.Shutdown(SocketShutdown.Send);
                    break;
            }

            var buffer = new byte[64 * 1024];
            while (await client.ReceiveAsync(buffer) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Refused, cut off or failed: the server knows why.
        }
    }

    private static async Task<int> AskAsync(IMonitoredServer server, CancellationToken cancellation)
    {
        var asked = 0;
        while (!cancellation.IsCancellationRequested)
        {
            var service = (await server.ReadStatusAsync(connections: true, workers: true, CancellationToken.None)).Services[0];
            Assert.Equal(service.AcceptedTotal, service.ClosedTotal.Values.Sum() + service.RefusedTotal.Values.Sum() + service.Served + service.Held);
            Assert.InRange(service.Served, 0, service.MaxConnections);
            await server.ReadLiveAsync(CancellationToken.None);
            asked++;
        }

        return asked;
    }

    private static async Task<ServiceStatus> AwaitEmptyAsync(RunningServer server)
    {
        ServiceStatus status = null!;
        await AwaitAsync(() => server.Server.ReadConnectionsAsync(new ConnectionQuery(), default).Result.Total == 0);
        await AwaitAsync(() => (status = server.Server.ReadStatusAsync(false, false, default).Result.Services[0]) is { Served: 0, Held: 0 });
        return status;
    }

    private static async Task AwaitAsync(Func<bool> condition)
    {
        var since = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < SocketPair.Patience, "not in time");
            await Task.Delay(20);
        }
    }

    private static long RefusedBy(string line) =>
        1 + (SuppressedField().Match(line) is { Success: true } match ? long.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture) : 0);

    private static long Sum(IEnumerable<Match> lines, string field) => lines.Sum(line => long.Parse(line.Groups[field].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(" reason=(?<reason>[a-z-]+) duration-ms=[0-9]+ in=(?<in>[0-9]+) out=(?<out>[0-9]+)")]
    private static partial Regex ClosedLine();

    [GeneratedRegex(" suppressed=(?<count>[0-9]+)")]
    private static partial Regex SuppressedField();
}
