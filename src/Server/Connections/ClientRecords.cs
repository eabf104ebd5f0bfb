using System.Diagnostics;
using ActorServer.Protocol.Messages;
using ActorServer.Server.Output;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Connections;

/// <summary>The two records of one client, and what is gathered for the closing one. The time begins when this is made.</summary>
internal sealed class ClientRecords(ConnectionInfo info, ILogger log)
{
    // Of a worker that died: more than that only if most of it has to be escaped.
    private const int LongestStandardError = 8 * 1024;

    private readonly long _openedAt = Stopwatch.GetTimestamp();
    private TimeSpan? _lasted;

    /// <summary>The worker that serves the client, if one does.</summary>
    public WorkerIdentity? Worker { get; set; }

    /// <summary>What was agreed on with a client that speaks TLS, as far as it is known.</summary>
    public TlsInfo? Tls { get; set; }

    /// <summary>The client's end-of-file came without TLS's own word for it.</summary>
    public bool IsTruncated { get; set; }

    /// <summary>What went wrong, where the end does not say it.</summary>
    public string? Error { get; set; }

    /// <summary>The node that serves the client, or has placed it here; null where it is served by the server that it has come to.</summary>
    public OtherNode? Other { get; set; }

    /// <summary>Writes the opening record.</summary>
    public void WriteOpened()
    {
        if (log.IsEnabled(LogLevel.Information))
            log.Opened(info.Id, info.Service, PeerFormat.Format(info.Peer), ConnectionRecords.ProxyField(info.Proxy), info.Isolation);
    }

    /// <summary>The client's part is over, and only the record is not.</summary>
    public void StopTime() => _lasted ??= Stopwatch.GetElapsedTime(_openedAt);

    /// <summary>What the closing record says.</summary>
    public ClosedClient Close(Ending ending, in ClientBytes counted) => new(
        DateTimeOffset.UtcNow, info, ending, ending.Death?.Worker ?? Worker, ending.Error ?? Error, counted.In, counted.Out, _lasted ?? Stopwatch.GetElapsedTime(_openedAt));

    /// <summary>Writes the closing record.</summary>
    public void WriteClosed(ClosedClient closed)
    {
        if (log.IsEnabled(LogLevel.Information))
            log.Closed(
                info.Id, info.Service, PeerFormat.Format(info.Peer), ConnectionRecords.ProxyField(info.Proxy), closed.Ending.Reason,
                (long)closed.Lasted.TotalMilliseconds, closed.In, closed.Out, Details(closed));
    }

    private string Details(ClosedClient closed)
    {
        var worker = closed.Worker is { } served ? $" worker={served.Number} pid={served.Pid}" : "";
        var death = closed.Ending.Death is { } died ? $" exit={died.Exit} stderr={QuotedText.OfEnds(died.StandardError, LongestStandardError)}" : "";
        if (closed.Ending.Word is { } word)
            death = (word.Worker is null ? "" : $" worker={word.Worker}") + (word.Exit is null ? "" : $" exit={word.Exit}");
        var error = closed.Error is { } text ? $" error={QuotedText.Of(text)}" : "";
        var other = Other is null ? "" : $" {Other.Is}={Other.Host} there={Other.There}";
        return OfTls(closed.Ending) + other + worker + death + error;
    }

    // A name is what the client says, and it may say anything.
    private string OfTls(Ending ending)
    {
        var name = Tls?.ServerName is { } asked ? $" sni={QuotedText.WhenNeeded(asked)}" : "";
        var agreed = Tls is null ? "" : $" tls={Tls.Version}{name}";
        return IsTruncated && ending.Reason == EndReason.PeerClosed ? agreed + " truncated=yes" : agreed;
    }
}
