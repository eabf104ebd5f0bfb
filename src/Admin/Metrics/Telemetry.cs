using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using ActorServer.Monitoring;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ActorServer.Admin.Metrics;

/// <summary>
/// The metrics of this process, gathered once for both ways out: Prometheus asks for them, and OTLP sends them where the standard variables say so.
/// Traces go out by OTLP alone.
/// </summary>
internal sealed class Telemetry : IDisposable
{
    private const string RuntimeMeter = "System.Runtime";

    private const string ServiceName = "actor-server";
    private const int MostSeries = 1000;

    // Of the runtime's metrics those that an operator asks for. It declares what the thread pool has as counters, so that is measured by us.
    private static readonly string[] OfRuntime =
    [
        "dotnet.gc.collections", "dotnet.gc.pause.time", "dotnet.gc.heap.total_allocated", "dotnet.gc.last_collection.heap.size",
        "dotnet.gc.last_collection.memory.committed_size", "dotnet.exceptions",
    ];

    private readonly LastStatus _status;
    private readonly ServerGauges _gauges;
    private readonly ProcessGauges _process = new();
    private readonly PrometheusText _text = new();
    private readonly BaseExportingMetricReader _scraped;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly MeterProvider _metrics;
    private readonly TracerProvider? _traces;

    /// <summary>Begins to gather.</summary>
    /// <exception cref="IOException">A variable is wrong.</exception>
    public Telemetry(IMonitoredServer server, LastStatus status, OtlpVariables otlp, ILogger log)
    {
        _status = status;
        _gauges = new ServerGauges(server, status);
        _scraped = new BaseExportingMetricReader(_text);
        try
        {
            _metrics = Metrics(otlp);
            _traces = otlp.SendsTraces ? Traces() : null;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or InvalidOperationException or NotSupportedException)
        {
            throw new IOException($"the variables OTEL_* cannot be used: {failure.Message.ReplaceLineEndings(" ")}", failure);
        }

        if (otlp.SendsMetrics || otlp.SendsTraces)
            log.LogInformation("admin: sends {What} by OTLP, as the variables OTEL_* say", otlp.SendsMetrics && otlp.SendsTraces ? "metrics and traces" : otlp.SendsMetrics ? "metrics" : "traces");
    }

    /// <summary>Writes all metrics as they are now, for one at a time.</summary>
    public async Task WriteAsync(PipeWriter output, CancellationToken cancellation)
    {
        try
        {
            await _status.ReadAsync(TimeSpan.Zero, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Metrics are wanted all the more when the server does not answer.
        }

        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            _text.Output = output;
            _scraped.Collect();
        }
        finally
        {
            _text.Output = null;
            _turn.Release();
        }

        await output.FlushAsync(cancellation).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics.Dispose();
        _gauges.Dispose();
        _process.Dispose();
        _turn.Dispose();
    }

    private MeterProvider Metrics(OtlpVariables otlp)
    {
        var builder = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(Describe)
            .AddMeter(ServerMeter.Name, ServerGauges.MeterName, ProcessGauges.MeterName, RuntimeMeter)
            .AddView(Stream)
            .AddReader(_scraped);
        if (otlp.SendsMetrics)
            builder.AddOtlpExporter();
        return builder.Build();
    }

    private static TracerProvider Traces() => Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(Describe)
        .AddSource(ServerTracing.Name)
        .AddOtlpExporter()
        .Build();

    // The variables have the last word.
    private static void Describe(ResourceBuilder resource) => resource.Clear().AddService(ServiceName).AddTelemetrySdk().AddEnvironmentVariableDetector();

    private static MetricStreamConfiguration? Stream(Instrument instrument) =>
        instrument.Meter.Name == RuntimeMeter && !OfRuntime.Contains(instrument.Name) ? MetricStreamConfiguration.Drop
        : new MetricStreamConfiguration { CardinalityLimit = MostSeries };
}
