using ActorServer.Server.Tls;
using ActorServer.Server.Workers;
using ActorServer.Serving.Handlers;
using ActorServer.Serving.Loading;
using ActorServer.Serving.Services;
using Akka.Configuration;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Isolation;

/// <summary>What a backend of a service can be made of.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Name">The name of the backend's block.</param>
/// <param name="Config">That block.</param>
/// <param name="Workers">The settings of its workers, where it has some.</param>
/// <param name="Handler">The service's handler.</param>
/// <param name="QueueTimeout">How long a client waits to be served.</param>
/// <param name="Log">The service's log.</param>
internal sealed record BackendParts(
    string Service, string Name, Config Config, ProcessSettings? Workers, HandlerSpec Handler, TimeSpan QueueTimeout, ILogger Log)
{
    /// <summary>The certificates with which its workers end their clients' TLS; null where they do not.</summary>
    public ServiceCertificates? WorkersCertificates { get; init; }

    /// <summary>Takes what its workers' code logs, where it has some.</summary>
    public WorkersLog? WorkersLog { get; init; }

    /// <summary>Shows its workers to operators, where it has some.</summary>
    public WorkerTable? Table { get; init; }

    /// <summary>What the constructors of handlers may ask for that run in this process.</summary>
    public HandlerServices Services { get; init; } = HandlerServices.None;

    /// <summary>What every backend is constructed with.</summary>
    public BackendContext Context()
    {
        var handler = new Lazy<Akka.Actor.Props>(() => HandlerProducer.Props(Handler.Here, Handler.Settings, Services, Service));
        return new BackendContext(Service, Name, Config, () => handler.Value, Handler.Loaded?.Kind);
    }
}
