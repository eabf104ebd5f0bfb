using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using ActorServer.Native.Descriptors;
using ActorServer.Native.Processes;

namespace ActorServer.Admin.Metrics;

/// <summary>The process as the system sees it, by the names that Prometheus's own clients use: <c>process_open_fds</c> and so on.</summary>
internal sealed class ProcessGauges : IDisposable
{
    public const string MeterName = "ActorServer.Process";

    private const string OwnStatus = "/proc/self/status";
    private const string ThreadsLine = "Threads:";

    private readonly Meter _meter = new(MeterName);

    public ProcessGauges()
    {
        var started = StartTime();
        _meter.CreateObservableGauge("process.open_fds", () => Some(OpenDescriptors.Count), null, "File descriptors that are open.");
        _meter.CreateObservableGauge("process.max_fds", () => Some(ResourceLimits.Descriptors), null, "File descriptors that may be open.");
        _meter.CreateObservableGauge("process.threads", () => Some(Threads()), null, "Threads.");
        _meter.CreateObservableGauge("process.resident_memory", () => Environment.WorkingSet, "By", "Memory that is resident.");
        _meter.CreateObservableCounter("process.cpu", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "Processor time used, in user mode and in the kernel.");
        _meter.CreateObservableGauge("dotnet.thread_pool.thread.count", () => ThreadPool.ThreadCount, null, "Threads of the thread pool.");
        _meter.CreateObservableGauge("dotnet.thread_pool.queue.length", () => ThreadPool.PendingWorkItemCount, null, "What waits for a thread of the thread pool.");
        _meter.CreateObservableGauge("process.start_time", () => started, "s", "When the process started, in seconds since 1970.");
    }

    public void Dispose() => _meter.Dispose();

    private static double StartTime()
    {
        using var self = Process.GetCurrentProcess();
        return new DateTimeOffset(self.StartTime).ToUnixTimeMilliseconds() / 1000.0;
    }

    private static IEnumerable<Measurement<long>> Some(long? value) => value is { } known ? [new Measurement<long>(known)] : [];

    private static long? Threads()
    {
        try
        {
            foreach (var line in File.ReadLines(OwnStatus))
            {
                if (line.StartsWith(ThreadsLine, StringComparison.Ordinal))
                    return long.Parse(line.AsSpan(ThreadsLine.Length), CultureInfo.InvariantCulture);
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or FormatException)
        {
            // Not Linux, or hidden.
        }

        return null;
    }
}
