using System.Diagnostics.Metrics;

namespace ActorServer.Monitoring;

/// <summary>The meter <c>ActorServer</c>: names follow <c>kestrel.*</c> of OpenTelemetry where there is one. Each has the tags service and isolation.</summary>
public static class ServerMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "ActorServer";

    /// <summary>Connections that are served.</summary>
    public const string ActiveConnections = "actor_server.active_connections";

    /// <summary>Clients that are held.</summary>
    public const string QueuedConnections = "actor_server.queued_connections";

    /// <summary>Clients that were refused; tag <c>reason</c>.</summary>
    public const string RejectedConnections = "actor_server.rejected_connections";

    /// <summary>Seconds that closed connections lasted; tag <c>reason</c>.</summary>
    public const string ConnectionDuration = "actor_server.connection.duration";

    /// <summary>Bytes of closed connections; tag <c>direction</c>: <c>receive</c> or <c>transmit</c>.</summary>
    public const string NetworkIo = "actor_server.network.io";

    /// <summary>Worker processes; tag <c>state</c>.</summary>
    public const string Workers = "actor_server.workers";

    /// <summary>Seconds from the start of a worker until it was ready.</summary>
    public const string WorkerStartDuration = "actor_server.worker.start.duration";

    /// <summary>Worker processes that ended; tag <c>exit</c>.</summary>
    public const string WorkerExits = "actor_server.worker.exits";

    /// <summary>Seconds from the wish for a place on another node until one was found or none was; tag <c>outcome</c>: <c>placed</c> or <c>none</c>.</summary>
    public const string ReservationDuration = "actor_server.cluster.reservation.duration";

    /// <summary>The one meter of the process.</summary>
    public static readonly Meter Instance = new(Name);
}
