using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using ActorServer.Admin.Tests.Doubles;
using ActorServer.Monitoring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ActorServer.Admin.Tests;

public sealed class OtlpTests : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, string> _received = [];
    private readonly Dictionary<string, string?> _before = [];
    private readonly WebApplication _collector = Collector();

    public async Task InitializeAsync()
    {
        _collector.MapPost("/v1/{kind}", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            _received.AddOrUpdate(context.Request.Path, _ => Text(), (_, before) => before + Text());

            string Text() => Encoding.Latin1.GetString(body.ToArray());
        });
        await _collector.StartAsync();
        Set("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        Set("OTEL_EXPORTER_OTLP_ENDPOINT", _collector.Urls.First());
        Set("OTEL_METRICS_EXPORTER", null);
        Set("OTEL_TRACES_EXPORTER", null);
        Set("OTEL_SERVICE_NAME", "mine");
    }

    [Fact]
    public async Task Metrics_are_sent_where_the_variables_say_and_traces_are_not()
    {
        await RunAsync();
        Assert.Contains("actor_server.active_connections", _received["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("process.open_fds", _received["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("service.name\u0012\u0006\u000a\u0004mine", _received["/v1/metrics"], StringComparison.Ordinal);
        Assert.False(_received.ContainsKey("/v1/traces"));
    }

    [Fact]
    public async Task Traces_are_sent_where_that_is_asked_for()
    {
        Set("OTEL_TRACES_EXPORTER", "otlp");
        Set("OTEL_METRICS_EXPORTER", "none");
        await RunAsync();
        Assert.Contains("connection of a test", _received["/v1/traces"], StringComparison.Ordinal);
        Assert.False(_received.ContainsKey("/v1/metrics"));
    }

    [Theory]
    [InlineData("OTEL_SDK_DISABLED", "true")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", null)]
    public async Task Without_the_variables_nothing_is_sent(string variable, string? value)
    {
        Set(variable, value);
        await RunAsync();
        Assert.Empty(_received);
    }

    [Fact]
    public async Task A_variable_that_is_wrong_is_an_error()
    {
        Set("OTEL_TRACES_EXPORTER", "zipkin");
        var failure = await Assert.ThrowsAsync<IOException>(() => RunningAdmin.StartAsync());
        Assert.Equal("OTEL_TRACES_EXPORTER = zipkin must be otlp or none", failure.Message);
    }

    public async Task DisposeAsync()
    {
        foreach (var (variable, value) in _before)
            Environment.SetEnvironmentVariable(variable, value);
        await _collector.DisposeAsync();
    }

    // What was not sent before is sent at the end.
    private static async Task RunAsync()
    {
        using var meter = new FakeMeter();
        using var source = new ActivitySource(ServerMeter.Name);
        await using var admin = await RunningAdmin.StartAsync();
        source.StartActivity("connection of a test")?.Dispose();
    }

    private static WebApplication Collector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        var collector = builder.Build();
        collector.Urls.Add("http://127.0.0.1:0");
        return collector;
    }

    private void Set(string variable, string? value)
    {
        _before.TryAdd(variable, Environment.GetEnvironmentVariable(variable));
        Environment.SetEnvironmentVariable(variable, value);
    }
}
