using System.Diagnostics;
using ActorServer.Server.Output;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Connections;

/// <summary>The two records of one client, and what is gathered for the closing one. The time begins when this is made.</summary>
internal sealed class ClientRecords(ConnectionInfo info, ILogger log)
{
    // Of a worker that died: more than that only if most of it has to be escaped.
    private const int LongestStandardError = 8 * 1024;

    private readonly long _openedAt = Stopwatch.GetTimestamp();

    /// <summary>The worker that serves the client, if one does.</summary>
    public WorkerIdentity? Worker { get; set; }

    /// <summary>Writes the opening record.</summary>
    public void WriteOpened()
    {
        if (log.IsEnabled(LogLevel.Information))
            log.Opened(info.Id, info.Service, PeerFormat.Format(info.Peer), ConnectionRecords.ProxyField(info.Proxy), info.Isolation);
    }

    /// <summary>Writes the closing record.</summary>
    public void WriteClosed(Ending ending, in ClientBytes counted)
    {
        if (log.IsEnabled(LogLevel.Information))
            log.Closed(
                info.Id, info.Service, PeerFormat.Format(info.Peer), ConnectionRecords.ProxyField(info.Proxy), ending.Reason,
                (long)Stopwatch.GetElapsedTime(_openedAt).TotalMilliseconds, counted.In, counted.Out, Details(ending));
    }

    private string Details(Ending ending)
    {
        var served = ending.Death?.Worker ?? Worker;
        var worker = served is null ? "" : $" worker={served.Number} pid={served.Pid}";
        var death = ending.Death is { } died ? $" exit={died.Exit} stderr={QuotedText.OfEnds(died.StandardError, LongestStandardError)}" : "";
        var error = ending.Error is null ? "" : $" error={QuotedText.Of(ending.Error)}";
        return worker + death + error;
    }
}
