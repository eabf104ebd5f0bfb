using System.Net;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Connections;

/// <summary>The records of clients, one line each: every served connection has one opening and one closing record.</summary>
internal static partial class ConnectionRecords
{
    [LoggerMessage(1, LogLevel.Information, "opened: id={Id} service={Service} peer={Peer}{Proxy} isolation={Isolation}")]
    public static partial void Opened(this ILogger log, string id, string service, string peer, string proxy, string isolation);

    [LoggerMessage(2, LogLevel.Information, "closed: id={Id} service={Service} peer={Peer}{Proxy} reason={Reason} duration-ms={Duration} in={In} out={Out}{Details}")]
    public static partial void Closed(
        this ILogger log, string id, string service, string peer, string proxy, string reason, long duration, long @in, long @out, string details);

    [LoggerMessage(3, LogLevel.Warning, "refused: service={Service} peer={Peer}{Proxy} reason={Reason}{Suppressed}")]
    public static partial void Refused(this ILogger log, string service, string peer, string proxy, string reason, string suppressed);

    /// <summary>The field that names the proxy; nothing where there is none.</summary>
    public static string ProxyField(EndPoint? proxy) => proxy is null ? "" : $" proxy={PeerFormat.Format(proxy)}";

    [LoggerMessage(4, LogLevel.Warning, "hanging: id={Id} service={Service} the handler is still running {Seconds:0} s after its connection ended; its thread cannot be ended from outside")]
    public static partial void Hanging(this ILogger log, string id, string service, double seconds);

    [LoggerMessage(5, LogLevel.Warning, "stalled: id={Id} service={Service} thread={Thread} the handler has taken no input and written nothing for handler-stall-timeout; its thread cannot be ended from outside")]
    public static partial void Stalled(this ILogger log, string id, string service, string thread);
}
