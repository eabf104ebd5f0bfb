namespace ActorServer.Monitoring;

/// <summary>
/// What the admin application sees of the server. Nothing here stops anything: a snapshot is one message a service, rows of connections are
/// read where they stand. Thread-safe; a server that does not answer within two seconds throws a <see cref="TimeoutException"/>.
/// </summary>
public interface IMonitoredServer
{
    /// <summary>Null while the server as a whole serves, whatever its services do; else <c>starting</c> or <c>draining</c>.</summary>
    string? NotHealthy { get; }

    /// <summary>Null while it serves; else why not, in a few words: <c>starting</c>, <c>draining</c>, <c>paused: default</c>.</summary>
    string? NotReady { get; }

    /// <summary>Server and services; rows of connections and workers where they are asked for.</summary>
    Task<ServerStatus> ReadStatusAsync(bool connections, bool workers, CancellationToken cancellation);

    /// <summary>Some rows of connections.</summary>
    Task<ConnectionPage> ReadConnectionsAsync(ConnectionQuery query, CancellationToken cancellation);

    /// <summary>
    /// What has changed in the last second. Made at most once a second, however many ask, and not at all while nobody does.
    /// </summary>
    Task<LiveSnapshot> ReadLiveAsync(CancellationToken cancellation);

    /// <summary>The certificates that are served now.</summary>
    IReadOnlyList<CertificateFacts> Certificates { get; }
}

/// <summary>A certificate that is served.</summary>
/// <param name="Service">By this service.</param>
/// <param name="Name">For this name; <c>default</c> for the one without.</param>
/// <param name="NotAfter">Until then, UTC.</param>
public sealed record CertificateFacts(string Service, string Name, DateTimeOffset NotAfter);
