using System.Diagnostics;
using System.Text.RegularExpressions;
using ActorServer.Admin.Metrics;
using ActorServer.Admin.Tests.Doubles;
using ActorServer.Monitoring;
using Xunit.Abstractions;

namespace ActorServer.Admin.Tests;

public sealed partial class MetricsTests(ITestOutputHelper output) : IDisposable
{
    private readonly FakeMeter _meter = new();

    [Theory]
    [InlineData("actor_server.connection.duration", "s", false, "actor_server_connection_duration_seconds")]
    [InlineData("actor_server.network.io", "By", true, "actor_server_network_io_bytes_total")]
    [InlineData("actor_server.rejected_connections", "{connection}", true, "actor_server_rejected_connections_total")]
    [InlineData("actor_server.build_info", "", false, "actor_server_build_info")]
    [InlineData("a.time_seconds", "s", false, "a_time_seconds")]
    public void A_name_has_its_unit(string name, string unit, bool isCounter, string prometheus) =>
        Assert.Equal(prometheus, PrometheusName.Of(name, unit, isCounter));

    [Fact]
    public async Task Metrics_are_written_as_Prometheus_reads_them()
    {
        await using var admin = await RunningAdmin.StartAsync();
        admin.Server.Certificates = [new CertificateFacts("default", "a \"b\" \\ c", DateTimeOffset.FromUnixTimeSeconds(2_000_000_000))];
        _meter.Live();
        _meter.Live();
        using var answer = await admin.SendAsync(HttpMethod.Get, "/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        var text = await answer.Content.ReadAsStringAsync();

        foreach (var line in new[]
        {
            "# HELP actor_server_active_connections Connections that are served.",
            "# TYPE actor_server_active_connections gauge",
            "actor_server_active_connections{isolation=\"process\",service=\"default\"} 1",
            "# TYPE actor_server_rejected_connections_total counter",
            "actor_server_rejected_connections_total{isolation=\"process\",reason=\"full\",service=\"default\"} 2",
            "# TYPE actor_server_connection_duration_seconds histogram",
            "actor_server_connection_duration_seconds_bucket{isolation=\"process\",reason=\"peer-closed\",service=\"default\",le=\"0.01\"} 0",
            "actor_server_connection_duration_seconds_bucket{isolation=\"process\",reason=\"peer-closed\",service=\"default\",le=\"1\"} 2",
            "actor_server_connection_duration_seconds_bucket{isolation=\"process\",reason=\"peer-closed\",service=\"default\",le=\"+Inf\"} 2",
            "actor_server_connection_duration_seconds_sum{isolation=\"process\",reason=\"peer-closed\",service=\"default\"} 1",
            "actor_server_connection_duration_seconds_count{isolation=\"process\",reason=\"peer-closed\",service=\"default\"} 2",
            "actor_server_network_io_bytes_total{direction=\"transmit\",isolation=\"process\",service=\"default\"} 68",
            "actor_server_workers{isolation=\"process\",service=\"default\",state=\"idle\"} 3",
            "actor_server_worker_exits_total{exit=\"signal:9\",isolation=\"process\",service=\"default\"} 2",
            "actor_server_max_connections{isolation=\"process\",service=\"default\"} 64",
            "actor_server_ready 1",
            "actor_server_certificate_not_after_timestamp_seconds{name=\"a \\\"b\\\" \\\\ c\",service=\"default\"} 2000000000",
        })
            Assert.Contains(line, text.Split('\n'));
        Assert.Matches("(?m)^actor_server_build_info\\{runtime=\"\\.NET 10[^\"]*\",version=\"1.2.3\"\\} 1$", text);
    }

    [Theory]
    [InlineData("process_open_fds")]
    [InlineData("process_max_fds")]
    [InlineData("process_threads")]
    [InlineData("process_resident_memory_bytes")]
    [InlineData("process_cpu_seconds_total")]
    [InlineData("process_start_time_seconds")]
    [InlineData("dotnet_gc_pause_time_seconds_total")]
    [InlineData("dotnet_gc_heap_total_allocated_bytes_total")]
    [InlineData("dotnet_thread_pool_thread_count")]
    public async Task The_process_is_measured(string name)
    {
        await using var admin = await RunningAdmin.StartAsync();
        var text = await admin.Client.GetStringAsync("/metrics");
        Assert.Matches($"(?m)^{name} [0-9.E+]+$", text);
    }

    [Fact]
    public async Task Nodes_are_counted_by_state_and_their_clients_by_direction()
    {
        await using var admin = await RunningAdmin.StartAsync();
        Assert.DoesNotContain("actor_server_cluster", await admin.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);
        admin.Server.Nodes = FakeServer.ThreeNodes;
        _meter.Live();
        AssertLines(
            await admin.Client.GetStringAsync("/metrics"),
            "# TYPE actor_server_cluster_nodes gauge",
            "actor_server_cluster_nodes{state=\"up\"} 2",
            "actor_server_cluster_nodes{state=\"unreachable\"} 1",
            "actor_server_cluster_nodes{state=\"down\"} 0",
            "actor_server_cluster_legs{direction=\"there\",node=\"10.0.0.2:4053\"} 40",
            "actor_server_cluster_legs{direction=\"here\",node=\"10.0.0.2:4053\"} 2",
            "actor_server_cluster_legs{direction=\"there\",node=\"10.0.0.3:4053\"} 12",
            "actor_server_cluster_reservation_duration_seconds_count{isolation=\"process\",outcome=\"placed\",service=\"default\"} 1");

        admin.Server.Nodes = [.. FakeServer.ThreeNodes.Take(2)];
        var text = await admin.Client.GetStringAsync("/metrics");
        AssertLines(text, "actor_server_cluster_nodes{state=\"unreachable\"} 0", "actor_server_cluster_legs{direction=\"there\",node=\"10.0.0.3:4053\"} 0");
        Assert.DoesNotContain("node=\"10.0.0.1:4053\"", text, StringComparison.Ordinal);

        static void AssertLines(string text, params string[] lines) => Assert.All(lines, line => Assert.Contains(line, text.Split('\n')));
    }

    [Fact]
    public async Task Every_line_is_a_comment_or_a_sample_and_each_name_has_one_heading()
    {
        await using var admin = await RunningAdmin.StartAsync();
        _meter.Live();
        var lines = (await admin.Client.GetStringAsync("/metrics")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Matches(Line(), line));
        var headings = lines.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).ToList();
        Assert.Equal(headings.Distinct(), headings);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_measured_all_the_same()
    {
        await using var admin = await RunningAdmin.StartAsync();
        admin.Server.Answers = false;
        Assert.Contains("process_open_fds ", await admin.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scrape_of_many_services_costs_little()
    {
        await using var admin = await RunningAdmin.StartAsync();
        for (var service = 0; service < 100; service++)
            _meter.Live($"service-{service}");
        for (var warm = 0; warm < 20; warm++)
            await admin.Client.GetByteArrayAsync("/metrics");

        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var clock = Stopwatch.StartNew();
        var length = (await admin.Client.GetByteArrayAsync("/metrics")).Length;
        output.WriteLine($"{clock.Elapsed.TotalMilliseconds:0.0} ms, {GC.GetTotalAllocatedBytes(precise: true) - allocated} bytes of garbage, the client's and {length} of text included");
        // The client's own share, two copies of the text, is in it.
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - allocated, 0, 2_000_000);
    }

    public void Dispose() => _meter.Dispose();

    [GeneratedRegex("""^(# (HELP|TYPE) [a-z0-9_]+ .+|[a-z0-9_]+(\{([a-z_]+="([^"\\]|\\.)*",?)+\})? [-+0-9.eEInfNa]+)$""")]
    private static partial Regex Line();
}
