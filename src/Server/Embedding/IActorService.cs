using System.Net;
using ActorServer.Monitoring;

namespace ActorServer;

/// <summary>One service of an embedded server. Thread-safe.</summary>
public interface IActorService
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Where it listens, with the ports that the system chose; nowhere before it does.</summary>
    IReadOnlyList<EndPoint> Endpoints { get; }

    /// <summary>What it is and has counted, of one moment.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidOperationException">The server does not run.</exception>
    /// <exception cref="TimeoutException">It has not answered within two seconds.</exception>
    Task<ServiceStatus> ReadStatusAsync(CancellationToken cancellation = default);

    /// <summary>Keeps its port open and serves nobody new.</summary>
    /// <exception cref="InvalidOperationException">The server does not run, or the service drains.</exception>
    Task PauseAsync();

    /// <summary>Serves again.</summary>
    /// <exception cref="InvalidOperationException">The server does not run, or the service drains.</exception>
    Task ResumeAsync();
}
