using Akka.Configuration;

namespace ActorServer.Server.Configuration;

/// <summary>A whole server, checked.</summary>
/// <param name="Services">Its services, at least one.</param>
/// <param name="DrainTimeout">How long clients may go on after the first signal.</param>
/// <param name="LogLevel">The least level that is logged.</param>
/// <param name="Effective">All layers as one, for the actor system.</param>
internal sealed record ServerSettings(IReadOnlyList<ServiceSettings> Services, TimeSpan DrainTimeout, string LogLevel, Config Effective)
{
    /// <summary>Whether who accepts is left open for a service.</summary>
    public bool LeavesAcceptorOpen => Services.Any(service => service.Listen.Acceptor == AcceptorKind.Auto);

    /// <summary>The same with this acceptor where it was left open.</summary>
    public ServerSettings WithAcceptor(AcceptorKind acceptor) => this with
    {
        Services = [.. Services.Select(service => service.Listen.Acceptor == AcceptorKind.Auto
            ? service with { Listen = service.Listen with { Acceptor = acceptor } }
            : service)],
    };
}
