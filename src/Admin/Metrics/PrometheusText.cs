using System.Buffers;
using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace ActorServer.Admin.Metrics;

/// <summary>
/// Writes metrics in Prometheus's text format, version 0.0.4, under the names that OpenTelemetry's specification gives them there: with the unit,
/// <c>_total</c> for what is counted. What is written a second time makes no garbage to speak of.
/// </summary>
internal sealed class PrometheusText : BaseExporter<Metric>
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Dictionary<Metric, Heading> _headings = [];
    private readonly Dictionary<string, string> _labels = [];
    private IBufferWriter<byte>? _output;

    /// <summary>Where what is collected next goes to; null for nowhere.</summary>
    public IBufferWriter<byte>? Output
    {
        get => _output;
        set => _output = value;
    }

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        if (_output is not { } output)
            return ExportResult.Success;
        foreach (var metric in batch)
            Write(output, metric);
        return ExportResult.Success;
    }

    private void Write(IBufferWriter<byte> output, Metric metric)
    {
        Heading? heading = null;
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            if (heading is null)
            {
                heading = HeadingOf(metric);
                Text(output, heading.Lines);
            }

            if (metric.MetricType == MetricType.Histogram)
                WriteHistogram(output, heading.Name, in point);
            else
                WriteValue(output, heading.Name, metric.MetricType, in point);
        }
    }

    private void WriteValue(IBufferWriter<byte> output, string name, MetricType type, in MetricPoint point)
    {
        Text(output, name);
        WriteLabels(output, in point, null);
        switch (type)
        {
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                Number(output, point.GetSumLong());
                break;
            case MetricType.LongGauge:
                Number(output, point.GetGaugeLastValueLong());
                break;
            case MetricType.DoubleGauge:
                Number(output, point.GetGaugeLastValueDouble());
                break;
            default:
                Number(output, point.GetSumDouble());
                break;
        }
    }

    private void WriteHistogram(IBufferWriter<byte> output, string name, in MetricPoint point)
    {
        var below = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            Text(output, name);
            Text(output, "_bucket");
            WriteLabels(output, in point, bucket.ExplicitBound);
            Number(output, below);
        }

        Text(output, name);
        Text(output, "_sum");
        WriteLabels(output, in point, null);
        Number(output, point.GetHistogramSum());
        Text(output, name);
        Text(output, "_count");
        WriteLabels(output, in point, null);
        Number(output, point.GetHistogramCount());
    }

    // With le for a bucket of a histogram.
    private void WriteLabels(IBufferWriter<byte> output, in MetricPoint point, double? bound)
    {
        var opening = "{";
        foreach (var tag in point.Tags)
        {
            Text(output, opening);
            Text(output, LabelOf(tag.Key));
            Text(output, "=\"");
            Escaped(output, Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "");
            Text(output, "\"");
            opening = ",";
        }

        if (bound is { } le)
        {
            Text(output, opening);
            Text(output, "le=\"");
            Digits(output, le);
            Text(output, "\"");
            opening = ",";
        }

        Text(output, opening == "," ? "} " : " ");
    }

    private Heading HeadingOf(Metric metric)
    {
        if (_headings.TryGetValue(metric, out var known))
            return known;
        var isCounter = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
        var name = PrometheusName.Of(metric.Name, metric.Unit, isCounter);
        var type = metric.MetricType == MetricType.Histogram ? "histogram" : isCounter ? "counter" : "gauge";
        var help = metric.Description.Replace("\\", @"\\", StringComparison.Ordinal).ReplaceLineEndings(" ");
        return _headings[metric] = new Heading(name, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
    }

    private string LabelOf(string key) => _labels.TryGetValue(key, out var known) ? known : _labels[key] = PrometheusName.OfLabel(key);

    private static void Escaped(IBufferWriter<byte> output, string value) => Text(output, value.AsSpan().IndexOfAny('\\', '"', '\n') < 0
        ? value
        : value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal));

    private static void Text(IBufferWriter<byte> output, string text)
    {
        var written = Encoding.UTF8.GetBytes(text, output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length)));
        output.Advance(written);
    }

    private static void Number(IBufferWriter<byte> output, long value)
    {
        value.TryFormat(output.GetSpan(32), out var written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
        Text(output, "\n");
    }

    private static void Number(IBufferWriter<byte> output, double value)
    {
        Digits(output, value);
        Text(output, "\n");
    }

    private static void Digits(IBufferWriter<byte> output, double value)
    {
        if (!double.IsFinite(value))
        {
            Text(output, double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf");
            return;
        }

        value.TryFormat(output.GetSpan(32), out var written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    private sealed record Heading(string Name, string Lines);
}
