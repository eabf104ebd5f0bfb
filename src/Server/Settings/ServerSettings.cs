using System.Collections.ObjectModel;
using ActorServer.Monitoring;
using ActorServer.Server.Accepting;
using ActorServer.Server.Output;
using ActorServer.Server.Placing;
using ActorServer.Server.Workers;
using Akka.Configuration;

namespace ActorServer.Server.Settings;

/// <summary>A whole server, checked.</summary>
/// <param name="Services">Its services, at least one.</param>
/// <param name="DrainTimeout">How long clients may go on after the first signal.</param>
/// <param name="LogLevel">The least level that is logged.</param>
/// <param name="Effective">All layers as one, for the actor system.</param>
internal sealed record ServerSettings(IReadOnlyList<ServiceSettings> Services, TimeSpan DrainTimeout, string LogLevel, Config Effective)
{
    /// <summary>Its name, where an application embeds several; empty for one without.</summary>
    public string Name { get; init; } = "";

    /// <summary>How the log is written.</summary>
    public LogFormatKind LogFormat { get; init; }

    /// <summary>Levels of single categories, by their names.</summary>
    public IReadOnlyDictionary<string, string> LogLevels { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The admin application; null where there is none.</summary>
    public AdminSettings? Admin { get; init; }

    /// <summary>The other nodes; null where this server is alone.</summary>
    public ClusterBlock? Cluster { get; init; }

    /// <summary>Whether the .NET runtime's diagnostics of the server are reachable.</summary>
    public bool Diagnostics { get; init; } = true;

    /// <summary>Whether handlers are to find the cultures that ICU knows, rather than the invariant one alone.</summary>
    public bool Cultures { get; init; }

    /// <summary>Whether the profile is there for another reading, which one from a pipe is not.</summary>
    public bool ProfileCanBeReadAgain { get; init; } = true;

    /// <summary>Who accepts for the services that left it open; null where none did, or it is open still.</summary>
    public AcceptorKind? ChosenAcceptor { get; private init; }

    /// <summary>The same with this acceptor where it was left open.</summary>
    public ServerSettings WithAcceptor(AcceptorKind acceptor) => Services.Any(LeavesAcceptorOpen)
        ? this with { Services = [.. Services.Select(service => WithAcceptor(service, acceptor))], ChosenAcceptor = acceptor }
        : this;

    /// <summary>The same with this program as the workers of services that leave them to it.</summary>
    public ServerSettings WithSelf(WorkerExecutable self) => this with { Services = [.. Services.Select(service => WithSelf(service, self))] };

    private static ServiceSettings WithSelf(ServiceSettings service, WorkerExecutable self) => service.Backend.Workers is { Executable: WorkerExecutable.SelfKind } workers
        ? service with { Backend = service.Backend with { Workers = workers with { Self = self } } }
        : service;

    private static bool LeavesAcceptorOpen(ServiceSettings service) => service.Listen.Acceptor == AcceptorKind.Auto;

    private static ServiceSettings WithAcceptor(ServiceSettings service, AcceptorKind acceptor) =>
        LeavesAcceptorOpen(service) ? service with { Listen = service.Listen with { Acceptor = acceptor } } : service;
}
